/* Tells readers that what they look at has been drawn anew, and leaves it to them to look: nothing moves by itself. */
export async function start(bar) {
  const { io } = await import('../vendor/socket.io.esm.min.js');
  const socket = io('/live', { transports: ['websocket'] });
  const link = Object.assign(document.createElement('a'), { className: 'btn btn-main btn-s', href: location.pathname, textContent: bar.dataset.new });
  socket.on('connect', () => socket.emit('join', { topic: bar.dataset.renewedTopic }, ({ ok }) => { bar.dataset.joined = ok; }));
  socket.on(bar.dataset.event, () => { if (!link.isConnected) bar.append(link); });
}

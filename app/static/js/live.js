/* Tells readers of a discussion that something new has been said, and leaves it to them to look: no moving text, no stolen focus. */
import { fill } from './words.js';

export async function start(bar) {
  const { io } = await import('../vendor/socket.io.esm.min.js');
  const socket = io('/live', { transports: ['websocket'] });
  const link = Object.assign(document.createElement('a'), { className: 'btn btn-main btn-s', href: '#latest' });
  let count = 0;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    location.hash = 'latest';
    location.reload();
  });
  socket.on('connect', () => socket.emit('join', { topic: bar.dataset.liveTopic }));
  socket.on('comment', () => {
    count += 1;
    link.textContent = fill(bar.dataset.new, { n: count });
    if (!link.isConnected) bar.append(link);
  });
}

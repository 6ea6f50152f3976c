/* The same hall on Node's socket.io: what one says, all hear. Prints its port. */
const { createServer } = require('http');
const { Server } = require('socket.io');

const http = createServer();
const io = new Server(http, { transports: ['websocket'], pingInterval: 15000, pingTimeout: 10000, maxHttpBufferSize: 16384 });
io.of('/forums').on('connection', (socket) => {
  socket.on('say', (words, answer) => { io.of('/forums').emit('said', words); answer({ ok: true }); });
});
http.listen(0, '127.0.0.1', () => console.log(http.address().port));

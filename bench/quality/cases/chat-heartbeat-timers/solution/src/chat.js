import { WebSocketServer } from 'ws';

const LONGEST = 2000;

/** Attaches the chat to an HTTP server: what one client says, all the others hear. */
export function attachChat(server, { heartbeat = 30_000 } = {}) {
  const wss = new WebSocketServer({ server, path: '/chat', maxPayload: 16 * 1024 });

  function broadcast(from, text) {
    for (const client of wss.clients) {
      if (client !== from && client.readyState === client.OPEN) client.send(text);
    }
  }

  wss.on('connection', (socket) => {
    const timer = setInterval(() => {
      if (socket.readyState === socket.OPEN) socket.ping();
    }, heartbeat);
    socket.on('close', () => clearInterval(timer));

    socket.on('message', (data) => {
      const text = data.toString().trim();
      if (text && text.length <= LONGEST) broadcast(socket, text);
    });

    socket.on('error', (err) => {
      console.error('chat connection failed', err.message);
    });
  });

  return wss;
}

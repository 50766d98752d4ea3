import { createServer } from 'node:http';
import { attachChat } from './chat.js';

const server = createServer((req, res) => {
  res.writeHead(req.url === '/health' ? 200 : 404);
  res.end();
});
attachChat(server);
server.listen(Number(process.env.PORT ?? 3000));

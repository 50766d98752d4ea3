import http from 'node:http';
import { once } from 'node:events';
import { createServer } from '../../src/server.js';

export async function service() {
  const imported = [];
  const errors = [];
  let socket;
  const server = createServer({ contacts: { add: async (list) => imported.push(...list) }, log: { error: (one) => errors.push(one) } });
  server.on('connection', (one) => (socket = one));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  // Sends the chunks one after the other; without a length they go chunked. Tells how it ended.
  function post(chunks, headers = {}) {
    return new Promise((resolve) => {
      const req = http.request({ host: '127.0.0.1', port: server.address().port, path: '/import', method: 'POST', agent: false, headers });
      let over = false;
      const end = (outcome) => {
        if (over) return;
        over = true;
        req.destroy();
        resolve({ ...outcome, bytesRead: socket?.bytesRead ?? 0 });
      };
      req.on('response', (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part) => (text += part));
        res.on('end', () => end({ status: res.statusCode, body: JSON.parse(text) }));
        res.on('error', () => end({ status: res.statusCode }));
      });
      req.on('error', () => end({ status: 0 }));
      (async () => {
        for (const chunk of chunks) {
          if (over) return;
          if (!req.write(chunk)) await Promise.race([once(req, 'drain'), once(req, 'close'), once(req, 'response')]).catch(() => {});
        }
        if (!over) req.end();
      })();
    });
  }

  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { post, close, imported, errors };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/server.js', import.meta.url));

/** The server in a process of its own; `said(message)` waits for a line of its log. */
export async function child(environment = {}) {
  const server = spawn(process.execPath, [MAIN], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  const entries = [];
  let rest = '';
  server.stdout.setEncoding('utf8');
  server.stdout.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      try {
        entries.push(JSON.parse(line));
      } catch {
        entries.push({ message: line });
      }
    }
    server.emit('said');
  });
  const said = async (message, count = 1) => {
    while (entries.filter((one) => one.message === message).length < count) await once(server, 'said');
    return entries.find((one) => one.message === message);
  };
  const { port } = await said('listening');
  return {
    said,
    port,
    kill: (signal) => server.kill(signal),
    async exit() {
      const [code, signal] = await exited;
      return { code, signal };
    },
    get(path, agent = false) {
      return new Promise((resolve, reject) => {
        const req = http.get({ host: '127.0.0.1', port, path, agent }, (res) => {
          let body = '';
          res.setEncoding('utf8');
          res.on('data', (text) => (body += text));
          res.on('end', () => resolve({ status: res.statusCode, body }));
          res.on('error', reject);
        });
        req.on('error', reject);
      });
    },
  };
}

'use strict';

const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { createServer } = require('../../src/server');

// A site on the disk, and `get` which sends the path as it is.
async function site(files) {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(base, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const server = createServer(path.join(base, 'public'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const get = (url, method = 'GET') =>
    new Promise((resolve, reject) => {
      const req = http.request({ port: server.address().port, host: '127.0.0.1', path: url, method, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part) => (text += part));
        res.on('end', () => resolve({ status: res.statusCode, type: res.headers['content-type'], text }));
        res.on('error', reject);
      });
      req.on('error', reject).end();
    });
  const close = () => {
    server.close();
    fs.rmSync(base, { recursive: true, force: true });
  };
  return { get, close };
}

module.exports = { site };

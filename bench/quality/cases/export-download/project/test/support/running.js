'use strict';

const fs = require('node:fs/promises');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { createServer } = require('../../src/server');

async function running() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'exports-'));
  const errors = [];
  const server = createServer({ folder, log: { info() {}, warn() {}, error: (details) => errors.push(details) } });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return {
    folder,
    errors,
    port,
    // The response, with its body still to be read.
    async open(where, options = {}) {
      const req = http.request({ port, host: '127.0.0.1', path: where, agent: false, ...options });
      req.end(options.body);
      const [res] = await once(req, 'response');
      return { req, res };
    },
    async get(where, options) {
      const { res } = await this.open(where, options);
      const chunks = [];
      for await (const chunk of res) chunks.push(chunk);
      return { status: res.statusCode, headers: res.headers, body: Buffer.concat(chunks).toString() };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

module.exports = { running };

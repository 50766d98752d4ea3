'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { createServer } = require('../../src/server');

// Sends the path as it is, as a script of an attacker would.
async function ask(path, headers = {}, pages = undefined) {
  const server = createServer(pages).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const req = http.request({ host: '127.0.0.1', port: server.address().port, path, headers, agent: false });
    req.end();
    const [res] = await once(req, 'response');
    let html = '';
    for await (const part of res.setEncoding('utf8')) html += part;
    return { status: res.statusCode, headers: res.headers, html };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

module.exports = { ask };

'use strict';

const http = require('node:http');
const { once } = require('node:events');
const { WebSocket } = require('ws');
const { createWhiteboard } = require('../../src/server');

// The run of the tests ends when the tests do.
const { setInterval: every } = globalThis;
globalThis.setInterval = (...given) => every(...given).unref();

async function started(options = {}) {
  const server = http.createServer();
  const board = createWhiteboard({ server, log: { warn() {} }, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...board,
    url: `ws://127.0.0.1:${server.address().port}`,
    async stop() {
      for (const client of board.wss.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// A client that keeps what it received; `next(type)` waits for a message of that type.
async function connected(url, options) {
  const socket = new WebSocket(url, options);
  const seen = [];
  socket.on('message', (data) => {
    seen.push(JSON.parse(data.toString()));
    socket.emit('seen');
  });
  await once(socket, 'open');
  return {
    socket,
    seen,
    async next(type) {
      for (;;) {
        const at = seen.findIndex((one) => one.type === type);
        if (at >= 0) return seen.splice(at, 1)[0];
        await once(socket, 'seen');
      }
    },
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

module.exports = { started, connected };

'use strict';

const http = require('node:http');
const { once } = require('node:events');
const { createApp } = require('../../src/app');
const { OrderEvents } = require('../../src/events');

async function started() {
  const server = createApp(new OrderEvents()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { server, port, stop };
}

// Connects as a tablet does; `until(text)` waits for a text in what arrived.
async function tablet(port, kitchen, headers = {}) {
  const req = http.get({ port, host: '127.0.0.1', path: `/kitchens/${kitchen}/events`, headers, agent: false });
  req.on('error', () => {});
  const [res] = await once(req, 'response');
  const seen = { text: '', res };
  res.setEncoding('utf8');
  res.on('error', () => {});
  res.on('data', (chunk) => {
    seen.text += chunk;
    res.emit('more');
  });
  seen.until = async (text) => {
    while (!seen.text.includes(text)) await once(res, 'more');
  };
  await seen.until('retry');
  seen.leave = () => req.destroy();
  return seen;
}

module.exports = { started, tablet };

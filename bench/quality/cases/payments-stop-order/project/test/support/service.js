'use strict';

const http = require('node:http');
const { once } = require('node:events');
const { Pool, memory } = require('pg');
const { createApp } = require('../../src/app');
const { EventBuffer } = require('../../src/events');
const { createShutdown } = require('../../src/shutdown');

// As pg does: a pool ends once.
class OncePool extends Pool {
  async end() {
    if (this.ended) throw new Error('Called end on pool more than once');
    return super.end();
  }
}

// A service on a free port. `gateway.charge` waits until the test opens it, where `open` is false.
async function service({ open = true, graceMs } = {}) {
  await memory.reset(`
    CREATE TABLE payments (id TEXT PRIMARY KEY, order_id INTEGER, cents INTEGER);
    CREATE TABLE events (type TEXT, payment TEXT);
  `);
  const waiting = [];
  const gateway = {
    charges: 0,
    async charge(order) {
      this.charges += 1;
      if (!open) await new Promise((resolve) => waiting.push(resolve));
      return { id: `ch_${order}` };
    },
    open: () => waiting.splice(0).forEach((resolve) => resolve()),
  };
  const messages = [];
  const log = {
    info: (details, message) => messages.push(message),
    error: ({ err }, message) => messages.push(`${message}: ${err?.message}`),
  };
  const pool = new OncePool({ max: 3 });
  const events = new EventBuffer(pool, { everyMs: 600_000, log });
  const server = http.createServer(createApp({ pool, gateway, events, log }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const shutdown = createShutdown({ server, pool, events, log, graceMs });

  function pay(order) {
    return new Promise((resolve, reject) => {
      const req = http.request({ port, host: '127.0.0.1', path: '/payments', method: 'POST', agent: false });
      req.setHeader('Content-Type', 'application/json');
      req.on('error', reject);
      req.on('response', (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk) => (text += chunk));
        res.on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode, body: JSON.parse(text) }));
      });
      req.end(JSON.stringify({ order, cents: 100 }));
    });
  }
  return { pool, server, gateway, messages, shutdown, pay };
}

async function until(check) {
  for (let turn = 0; turn < 400 && !check(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!check()) throw new Error(`waited in vain for ${check}`);
}

module.exports = { service, until };

'use strict';

const http = require('node:http');
const { readBody } = require('./body');

const LIMIT = 64 * 1024;

function reply(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}

function receiveEvent(req, res, ledger) {
  readBody(req, LIMIT, (error, text) => {
    if (error) return reply(res, 413, { error: 'body too large' });

    let event;
    try {
      event = JSON.parse(text);
    } catch {
      return reply(res, 400, { error: 'the body is not JSON' });
    }
    if (event === null || typeof event !== 'object') return reply(res, 400, { error: 'an object is expected' });
    if (event.type !== 'invoice.paid') return reply(res, 202, { ignored: event.type });

    ledger.add({ invoice: event.invoice, cents: event.cents });
    return reply(res, 200, { received: true });
  });
}

function createServer(ledger) {
  return http.createServer((req, res) => {
    if (req.url === '/health') return reply(res, 200, { ok: true });
    if (req.method === 'POST' && req.url === '/webhooks/shop') return receiveEvent(req, res, ledger);
    return reply(res, 404, { error: 'not found' });
  });
}

module.exports = { createServer };

'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const express = require('express');
const { createApp } = require('../src/app');
const { requestLog } = require('../src/request-log');

let lines;
let logger;
let app;

beforeEach(() => {
  lines = [];
  const write = (level) => (line) => lines.push({ level, line });
  logger = { info: write('info'), error: write('error') };
  const find = async (id) => {
    if (id === '500') throw new Error('broken');
    return id === '7' ? { id } : null;
  };
  app = createApp({ logger, accounts: { find } });
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

async function until(condition) {
  const end = Date.now() + 5000;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function only() {
  await until(() => lines.length > 0);
  await settled();
  assert.equal(lines.length, 1, 'one line for the request');
  assert.equal(typeof lines[0].line, 'object');
  return lines[0];
}

test('the line says what happened', async () => {
  await request(app).get('/api/accounts/7').expect(200);
  const { level, line } = await only();
  assert.equal(level, 'info');
  assert.equal(line.event, 'http_request');
  assert.equal(line.method, 'GET');
  assert.equal(line.path, '/api/accounts/7');
  assert.equal(line.status, 200);
  assert.equal(typeof line.duration_ms, 'number');
  assert.ok(line.duration_ms >= 0 && line.duration_ms < 10_000);
  assert.ok(!line.aborted);
});

test('the id that came in is kept, in the answer too', async () => {
  const { headers } = await request(app).get('/api/accounts/8').set('X-Request-Id', 'Gate_way-42').expect(404);
  assert.equal(headers['x-request-id'], 'Gate_way-42');
  const { level, line } = await only();
  assert.equal(level, 'info');
  assert.equal(line.request_id, 'Gate_way-42');
  assert.equal(line.status, 404);
});

for (const [name, id] of [['none', undefined], ['too long', 'x'.repeat(65)], ['odd', 'a b;{}'], ['markup', '<script>']]) {
  test(`an id that is ${name} is replaced`, async () => {
    const sent = request(app).get('/api/accounts/7');
    const { headers } = await (id === undefined ? sent : sent.set('X-Request-Id', id)).expect(200);
    assert.match(headers['x-request-id'], /^[\w-]{1,64}$/);
    assert.notEqual(headers['x-request-id'], id);
    assert.equal((await only()).line.request_id, headers['x-request-id']);
  });
}

test('an id of 64 characters is kept', async () => {
  const { headers } = await request(app).get('/api/accounts/7').set('X-Request-Id', 'x'.repeat(64));
  assert.equal(headers['x-request-id'], 'x'.repeat(64));
});

test('new ids differ', async () => {
  const first = await request(app).get('/api/accounts/7');
  const second = await request(app).get('/api/accounts/7');
  assert.notEqual(first.headers['x-request-id'], second.headers['x-request-id']);
});

test('the query does not reach the log', async () => {
  await request(app).post('/api/password-resets?token=s3cr3t-value').expect(202);
  const { line } = await only();
  assert.equal(line.path, '/api/password-resets');
  assert.ok(!JSON.stringify(line).includes('s3cr3t-value'));
});

test('a 500 is an error', async () => {
  await request(app).get('/api/accounts/500').expect(500);
  const { level, line } = await only();
  assert.equal(level, 'error');
  assert.equal(line.status, 500);
});

test('handlers see the id', async () => {
  const other = express();
  other.use(requestLog({ logger }));
  other.get('/', (req, res) => res.json({ id: req.id }));
  const { body } = await request(other).get('/').set('X-Request-Id', 'abc');
  assert.equal(body.id, 'abc');
});

test('a client that hangs up is logged once, as aborted', async () => {
  const other = express();
  other.use(requestLog({ logger }));
  let arrived;
  const asked = new Promise((resolve) => (arrived = resolve));
  other.get('/slow', () => arrived());
  const server = other.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sent = http.get({ port: server.address().port, host: '127.0.0.1', path: '/slow?x=1', headers: { 'x-request-id': 'gone' } });
  sent.on('error', () => {});
  await asked;
  sent.destroy();
  const { line } = await only();
  assert.equal(line.aborted, true);
  assert.equal(line.request_id, 'gone');
  assert.equal(line.path, '/slow');
  server.close();
});

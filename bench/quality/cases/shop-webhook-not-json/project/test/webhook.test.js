'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createServer } = require('../src/server');

let entries;
let server;

beforeEach(() => {
  entries = [];
  server = createServer({ add: (entry) => entries.push(entry) });
});

const post = (text) => request(server).post('/webhooks/shop').set('content-type', 'application/json').send(text);

test('a paid invoice goes to the ledger', async () => {
  await post('{"type":"invoice.paid","invoice":"R-17","cents":4200,"note":"Grüße"}').expect(200, { received: true });
  assert.deepEqual(entries, [{ invoice: 'R-17', cents: 4200 }]);
});

test('other events are passed over', async () => {
  await post('{"type":"invoice.seen"}').expect(202, { ignored: 'invoice.seen' });
  assert.deepEqual(entries, []);
});

test('a body has its limit', () => post(`{"type":"${'x'.repeat(70_000)}"}`).expect(413));

test('other paths', async () => {
  await request(server).get('/health').expect(200, { ok: true });
  await request(server).get('/webhooks/shop').expect(404);
});

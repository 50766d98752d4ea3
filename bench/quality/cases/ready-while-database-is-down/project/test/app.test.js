import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { FakeCache } from './support/cache.js';

const { Pool, memory } = pg;
let app;
let cache;

beforeEach(async () => {
  await memory.reset("CREATE TABLE products (id INTEGER, name TEXT); INSERT INTO products VALUES (1, 'Lamp')");
  cache = new FakeCache();
  const logger = { warn() {}, error() {} };
  app = createApp({ pool: new Pool(), cache, lifecycle: { draining: false }, logger, checkTimeoutMs: 500 });
});

test('a product is read once and then cached', async () => {
  await request(app).get('/products/1').expect(200, { id: 1, name: 'Lamp' });
  await request(app).get('/products/1').expect(200, { id: 1, name: 'Lamp' });
  assert.equal(memory.log.length, 1);
});

test('the service lives', async () => {
  await request(app).get('/healthz').expect(200, { status: 'ok' });
  assert.equal(memory.log.length, 0);
  assert.equal(cache.pings, 0);
});

test('the service is ready', async () => {
  const { body } = await request(app).get('/readyz').expect(200);
  assert.equal(body.status, 'ready');
});

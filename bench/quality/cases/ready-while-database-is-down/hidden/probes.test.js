import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

let asked;
let warnings;
let pool;
let cache;
let lifecycle;

beforeEach(() => {
  asked = [];
  warnings = [];
  lifecycle = { draining: false };
  pool = {
    query: async (text) => {
      asked.push(text);
      return { rows: [{ '?column?': 1 }], rowCount: 1 };
    },
  };
  cache = {
    ping: async () => {
      asked.push('ping');
      return 'PONG';
    },
  };
});

function get(path, checkTimeoutMs = 5000) {
  const logger = { warn: (line) => warnings.push(line), error() {} };
  return request(createApp({ pool, cache, lifecycle, logger, checkTimeoutMs })).get(path);
}

const DOWN = new Error('connect ECONNREFUSED db-7.internal:5432');
const fails = async () => {
  throw DOWN;
};

test('all is up', async () => {
  const { headers } = await get('/readyz').expect(200, { status: 'ready', checks: { database: 'up', cache: 'up' } });
  assert.match(headers['cache-control'], /no-store/);
  assert.deepEqual(asked.sort(), ['SELECT 1', 'ping']);
  assert.deepEqual(warnings, []);
});

test('the database is down', async () => {
  pool.query = fails;
  const { text, headers } = await get('/readyz').expect(503, {
    status: 'not_ready',
    checks: { database: 'down', cache: 'up' },
  });
  assert.ok(!text.includes('internal:5432'));
  assert.match(headers['cache-control'], /no-store/);
  assert.equal(warnings.length, 1);
  assert.equal(warnings[0].event, 'check_failed');
  assert.equal(warnings[0].check, 'database');
  assert.equal(warnings[0].err, DOWN);
});

test('the cache is down', async () => {
  cache.ping = fails;
  await get('/readyz').expect(503, { status: 'not_ready', checks: { database: 'up', cache: 'down' } });
  assert.deepEqual(warnings.map(({ check }) => check), ['cache']);
});

test('both are down', async () => {
  pool.query = cache.ping = fails;
  await get('/readyz').expect(503, { status: 'not_ready', checks: { database: 'down', cache: 'down' } });
  assert.deepEqual(warnings.map(({ check }) => check).sort(), ['cache', 'database']);
});

test('no answer is down, too', async () => {
  pool.query = () => new Promise(() => {});
  await get('/readyz', 50).expect(503, { status: 'not_ready', checks: { database: 'down', cache: 'up' } });
  assert.equal(warnings.length, 1);
  assert.equal(warnings[0].check, 'database');
  assert.ok(warnings[0].err instanceof Error);
});

test('an answer that fails too late harms nobody', async () => {
  let fail;
  cache.ping = () => new Promise((resolve, reject) => (fail = reject));
  await get('/readyz', 50).expect(503, { status: 'not_ready', checks: { database: 'up', cache: 'down' } });
  fail(DOWN);
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test('both are asked at the same time', async () => {
  let release;
  const both = new Promise((resolve) => (release = resolve));
  let waiting = 0;
  const meet = async () => {
    if (++waiting === 2) release();
    await both;
    return 'PONG';
  };
  pool.query = cache.ping = meet;
  await get('/readyz', 2000).expect(200);
});

test('who drains asks nobody', async () => {
  lifecycle.draining = true;
  const { headers } = await get('/readyz').expect(503, { status: 'draining' });
  assert.match(headers['cache-control'], /no-store/);
  assert.deepEqual(asked, []);
});

test('whether we live depends on nobody', async () => {
  pool.query = cache.ping = () => assert.fail('asked');
  lifecycle.draining = true;
  const { headers } = await get('/healthz').expect(200, { status: 'ok' });
  assert.match(headers['cache-control'], /no-store/);
});

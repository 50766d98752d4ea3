import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id TEXT, status TEXT, total_cents INTEGER, created_at TEXT);
    INSERT INTO orders VALUES
      (1, 'ann', 'paid', 1250, '2024-05-01T09:00:00.000Z'),
      (2, 'bob', 'paid', 900, '2024-05-01T10:00:00.000Z'),
      (3, 'ann', 'open', 4000, '2024-05-02T08:30:00.000Z');
  `)
);

async function get(url: string, headers: Record<string, string> = { 'x-customer-id': 'ann' }) {
  const answer = await createApp(new Pool()).inject({ url, headers });
  return { status: answer.statusCode, body: answer.json() };
}

test('the list shows the newest order first, and nobody else\'s', async () => {
  const { status, body } = await get('/orders');
  assert.equal(status, 200);
  assert.deepEqual(body.data, [
    { id: 3, status: 'open', totalCents: 4000, placedAt: '2024-05-02T08:30:00.000Z' },
    { id: 1, status: 'paid', totalCents: 1250, placedAt: '2024-05-01T09:00:00.000Z' },
  ]);
});

test('one order is read by id, somebody else\'s is not found', async () => {
  assert.equal((await get('/orders/1')).body.totalCents, 1250);
  assert.deepEqual(await get('/orders/2'), { status: 404, body: { error: 'not_found' } });
});

test('nobody reads orders without a customer', async () => {
  assert.equal((await get('/orders', {})).status, 401);
});

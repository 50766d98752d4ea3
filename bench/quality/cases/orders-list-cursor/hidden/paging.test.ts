import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

// 45 of Ann's orders, five in each second, and Bob's between them.
function fill() {
  const rows: string[] = [];
  for (let id = 1; id <= 45; id++) {
    const second = String((id * 7) % 9).padStart(2, '0');
    rows.push(`(${id}, 'ann', 'paid', ${id * 10}, '2024-05-01T09:00:${second}.000Z')`);
    if (id % 9 === 0) rows.push(`(${1000 + id}, 'bob', 'paid', 5, '2024-05-01T09:00:${second}.000Z')`);
  }
  return `
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id TEXT, status TEXT, total_cents INTEGER, created_at TEXT);
    INSERT INTO orders VALUES ${rows.join(', ')};`;
}

beforeEach(() => memory.reset(fill()));

async function get(query: Record<string, string>, customer = 'ann') {
  const headers = { 'x-customer-id': customer };
  const answer = await createApp(new Pool()).inject({ url: '/orders', query, headers });
  return { status: answer.statusCode, body: answer.json() };
}

async function page(query: Record<string, string>) {
  const { status, body } = await get(query);
  assert.equal(status, 200);
  return body;
}

async function walk(limit: number, between?: () => Promise<unknown>) {
  const pages: any[][] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: String(limit) };
    if (cursor !== null) query.cursor = cursor;
    const body: any = await page(query);
    pages.push(body.data);
    cursor = body.next_cursor;
    assert.ok(cursor === null || typeof cursor === 'string', 'next_cursor is a string or null');
    await between?.();
  } while (cursor !== null && pages.length < 60);
  return pages;
}

test('every order comes once, newest first, in pages of the limit', async () => {
  const pages = await walk(7);
  assert.deepEqual(pages.map((one) => one.length), [7, 7, 7, 7, 7, 7, 3]);
  const all = pages.flat();
  assert.equal(new Set(all.map((order) => order.id)).size, 45);
  assert.ok(all.every((order) => order.id <= 45));
  assert.ok(all.every((order, at) => at === 0 || all[at - 1].placedAt >= order.placedAt));
});

test('one at a time, orders of the same second are neither skipped nor repeated', async () => {
  const ids = (await walk(1)).flat().map((order) => order.id);
  assert.equal(ids.length, 45);
  assert.equal(new Set(ids).size, 45);
});

test('a last page that is full has no next one', async () => {
  const pages = await walk(15);
  assert.deepEqual(pages.map((one) => one.length), [15, 15, 15]);
});

test('twenty come when no limit is given, and a hundred may be asked for', async () => {
  assert.equal((await page({})).data.length, 20);
  const body = await page({ limit: '100' });
  assert.equal(body.data.length, 45);
  assert.equal(body.next_cursor, null);
});

test('orders that arrive meanwhile do not shift the later pages', async () => {
  let id = 2000;
  const pages = await walk(10, () => {
    id += 1;
    return new Pool().query(`INSERT INTO orders VALUES (${id}, 'ann', 'open', 1, '2024-06-01T00:00:00.000Z')`);
  });
  const old = pages.flat().map((order) => order.id).filter((one) => one <= 45);
  assert.equal(old.length, 45);
  assert.equal(new Set(old).size, 45);
});

for (const limit of ['0', '101', '-5', 'ten', '2.5', '1e9']) {
  test(`the limit ${limit} is refused`, async () => {
    assert.deepEqual(await get({ limit }), { status: 400, body: { error: 'invalid_limit' } });
  });
}

for (const cursor of ['not-a-cursor', '!!!', "' OR 1=1 --"]) {
  test(`the cursor ${cursor} is refused`, async () => {
    assert.deepEqual(await get({ cursor }), { status: 400, body: { error: 'invalid_cursor' } });
  });
}

test('somebody else\'s cursor opens nothing of theirs', async () => {
  const body = await page({ limit: '10' });
  const seen = await get({ limit: '100', cursor: body.next_cursor }, 'bob');
  if (seen.status === 200) assert.ok(seen.body.data.every((order: any) => order.id > 1000));
  else assert.equal(seen.status, 400);
});

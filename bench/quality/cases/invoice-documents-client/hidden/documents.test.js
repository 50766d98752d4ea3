import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { schema } from '../test/support/schema.js';

const { memory, Pool } = pg;
let pool;
let get;

beforeEach(async () => {
  await memory.reset(schema);
  pool = new Pool({ max: 2, connectionTimeoutMillis: 300 });
  const app = createApp(pool).callback();
  get = (id) => request(app).get(`/invoices/${id}.txt`).set('X-Account', 'acme');
});

test('requests for invoices that are not there take no connection away', async () => {
  for (let n = 0; n < 6; n += 1) await get(100 + n).expect(404);
  assert.equal(memory.open, 0);
  await get(1).expect(200);
});

test('neither do drafts', async () => {
  for (let n = 0; n < 6; n += 1) await get(2).expect(409);
  assert.equal(memory.open, 0);
  await get(1).expect(200);
});

test('nor a statement that fails', async () => {
  for (const table of [/FROM invoices/, /FROM invoice_lines/, /FROM customers/]) {
    memory.fail(table);
    await get(1).expect(500);
    assert.equal(memory.open, 0);
  }
  const { text } = await get(1).expect(200);
  assert.match(text, /total 119\.00$/);
});

test('nor a document that succeeds or cannot be written', async () => {
  for (let n = 0; n < 6; n += 1) await get(1).expect(200);
  for (let n = 0; n < 6; n += 1) await get(3).expect(500);
  assert.equal(memory.open, 0);
  await get(1).expect(200);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { createInvoice } from '../src/invoices.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER);
    CREATE TABLE invoice_lines (invoice_id INTEGER, text TEXT, amount INTEGER);
  `),
);

const lines = [{ text: 'Paper', amount: 500 }, { text: 'Ink', amount: 1250 }];
const clients = () => new Set(memory.log.map((one: { client: number }) => one.client));

test('all statements of the transaction run on one connection', async () => {
  assert.equal(await createInvoice(new Pool(), 7, lines), 1);
  assert.equal(clients().size, 1);
  assert.equal(memory.open, 0);
  assert.equal((await memory.all('SELECT * FROM invoice_lines')).length, 2);
});

test('so do those of one that fails', async () => {
  memory.fail(/INTO invoice_lines/i, new Error('line refused'));
  await assert.rejects(createInvoice(new Pool(), 7, lines), /line refused/);
  assert.equal(clients().size, 1);
  assert.equal(memory.open, 0);
  assert.deepEqual(await memory.all('SELECT * FROM invoices'), []);
  assert.deepEqual(await memory.all('SELECT * FROM invoice_lines'), []);
});

test('the connection can be used again after a failure', async () => {
  const pool = new Pool({ max: 1, connectionTimeoutMillis: 1000 });
  memory.fail(/INTO invoices/i, new Error('invoice refused'));
  await assert.rejects(createInvoice(pool, 7, lines), /invoice refused/);
  assert.equal(await createInvoice(pool, 7, lines), 1);
});

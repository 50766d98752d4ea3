import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE invoices (id INTEGER PRIMARY KEY, customer_id INTEGER);
    CREATE TABLE invoice_lines (invoice_id INTEGER, text TEXT, amount INTEGER);
    INSERT INTO invoices VALUES (40, 1);
  `),
);

const lines = [{ text: 'Paper', amount: 500 }, { text: 'Ink', amount: 1250 }];

test('an invoice is created with its lines', async () => {
  const { body } = await request(createApp(new Pool())).post('/customers/7/invoices').send({ lines }).expect(201);
  assert.deepEqual(body, { id: 41 });
  assert.deepEqual(await memory.all('SELECT * FROM invoices WHERE id = 41'), [{ id: 41, customer_id: 7 }]);
  assert.deepEqual(
    await memory.all('SELECT * FROM invoice_lines'),
    lines.map((line) => ({ invoice_id: 41, ...line })),
  );
  assert.equal(memory.open, 0);
});

test('lines are needed', async () => {
  const app = createApp(new Pool());
  await request(app).post('/customers/7/invoices').send({ lines: [] }).expect(400);
  await request(app).post('/customers/7/invoices').send({ lines: [{ text: 'Paper' }] }).expect(400);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { schema } from './support/schema.js';

beforeEach(() => pg.memory.reset(schema));

const get = (path) => request(createApp(new pg.Pool()).callback()).get(path);

test('a document has the lines in their order and the totals', async () => {
  const { text } = await get('/invoices/1.txt').set('X-Account', 'acme').expect(200);
  assert.equal(
    text,
    'Invoice R-2024-1\nHarbour Ltd, Bremen\n1 x Anchor  100.00\n3 x Rope  7.50\nnet 107.50  tax 11.50  total 119.00',
  );
});

test('all is read through one connection', async () => {
  await get('/invoices/1.txt').set('X-Account', 'acme').expect(200);
  assert.equal(new Set(pg.memory.log.map((one) => one.client)).size, 1);
});

test('an invoice of somebody else is not found', async () => {
  const { body } = await get('/invoices/1.txt').set('X-Account', 'other').expect(404);
  assert.deepEqual(body, { error: 'no such invoice' });
});

test('a draft has no document', async () => {
  await get('/invoices/2.txt').set('X-Account', 'acme').expect(409);
});

test('who says nothing is not let in', async () => {
  await get('/invoices/1.txt').expect(401);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { SCHEMA } from './support/schema.js';

const { Pool, memory } = pg as any;

beforeEach(() => memory.reset(SCHEMA));

const get = (query: object, company = '1') =>
  request(createApp(new Pool())).get('/orders').query(query).set('x-company-id', company);

test('the orders of a customer', async () => {
  const { body } = await get({ customer: 'Hansen' }).expect(200);
  assert.deepEqual(body, [
    { id: 1, customer: 'Hansen', total: 12.5 },
    { id: 3, customer: 'Hansen', total: 3 },
  ]);
});

test('all orders of the company, without a filter', async () => {
  const { body } = await get({}).expect(200);
  assert.deepEqual(body.map((order: { id: number }) => order.id), [1, 2, 3, 5]);
});

test('a company sees its own orders alone', async () => {
  const { body } = await get({ customer: 'Hansen' }, '2').expect(200);
  assert.deepEqual(body.map((order: { id: number }) => order.id), [4]);
  await get({}, 'x').expect(401);
});

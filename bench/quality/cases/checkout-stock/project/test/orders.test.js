'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');
const { schema } = require('./support/schema');

beforeEach(() => memory.reset(schema));

test('an order has its positions and takes them out of stock', async () => {
  const app = createApp(new Pool());
  const basket = [{ sku: 'cup', quantity: 2 }, { sku: 'plate', quantity: 1 }];
  const { body } = await request(app).post('/orders').send({ customerId: 1, basket }).expect(201);
  assert.equal(body.total, 1900);
  const { body: order } = await request(app).get(`/orders/${body.id}`).expect(200);
  assert.equal(order.status, 'open');
  assert.equal(order.total_cents, 1900);
  assert.deepEqual(order.items, [
    { sku: 'cup', quantity: 2, price_cents: 500 },
    { sku: 'plate', quantity: 1, price_cents: 900 },
  ]);
  assert.deepEqual(await memory.all('SELECT stock FROM products ORDER BY sku'), [{ stock: 8 }, { stock: 0 }, { stock: 1 }]);
});

test('what is sold out cannot be ordered', async () => {
  const basket = [{ sku: 'fork', quantity: 1 }];
  const { body } = await request(createApp(new Pool())).post('/orders').send({ customerId: 1, basket }).expect(409);
  assert.deepEqual(body, { error: 'sold out', sku: 'fork' });
});

test('an empty basket is refused', async () => {
  await request(createApp(new Pool())).post('/orders').send({ customerId: 1, basket: [] }).expect(400);
});

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, total INTEGER);
    INSERT INTO customers VALUES (1, 'Ann'), (2, 'Bob');
    INSERT INTO orders VALUES (10, 2, 1500), (11, 1, 990), (12, 2, 300), (13, NULL, 50);
  `)
);

test('orders come with their customers', async () => {
  const { body } = await request(createApp(new Pool())).get('/orders').expect(200);
  assert.deepEqual(body, [
    { id: 10, total: 1500, customer: { id: 2, name: 'Bob' } },
    { id: 11, total: 990, customer: { id: 1, name: 'Ann' } },
    { id: 12, total: 300, customer: { id: 2, name: 'Bob' } },
    { id: 13, total: 50, customer: null },
  ]);
});

test('an order is found by id', async () => {
  const app = createApp(new Pool());
  await request(app).get('/orders/11').expect(200, { id: 11, total: 990 });
  await request(app).get('/orders/99').expect(404);
});

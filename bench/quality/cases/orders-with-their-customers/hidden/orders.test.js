const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

const schema = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, total INTEGER);
`;
beforeEach(() => memory.reset(schema));

test('sixty orders take a handful of statements', async () => {
  const ids = Array.from({ length: 60 }, (_, n) => n + 1);
  await memory.reset(`${schema}
    INSERT INTO customers VALUES ${ids.map((id) => `(${id}, 'Customer ${id}')`).join(', ')};
    INSERT INTO orders VALUES ${ids.map((id) => `(${id}, ${61 - id}, ${id * 10})`).join(', ')};
  `);
  const { body } = await request(createApp(new Pool())).get('/orders').expect(200);
  assert.ok(memory.log.length <= 3, `${memory.log.length} statements`);
  assert.deepEqual(
    body,
    ids.map((id) => ({ id, total: id * 10, customer: { id: 61 - id, name: `Customer ${61 - id}` } }))
  );
});

test('no orders give an empty list', async () => {
  await request(createApp(new Pool())).get('/orders').expect(200, []);
});

test('an order of a customer who is gone has none', async () => {
  await memory.reset(`${schema} INSERT INTO orders VALUES (1, 77, 5);`);
  await request(createApp(new Pool())).get('/orders').expect(200, [{ id: 1, total: 5, customer: null }]);
});

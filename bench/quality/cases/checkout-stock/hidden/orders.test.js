'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');
const { schema } = require('../test/support/schema');

let app;
beforeEach(async () => {
  await memory.reset(schema);
  app = createApp(new Pool({ max: 2, connectionTimeoutMillis: 500 }));
});

const buy = (...basket) => request(app).post('/orders').send({ customerId: 1, basket });
const cup = { sku: 'cup', quantity: 2 };
const plate = { sku: 'plate', quantity: 1 };

async function untouched() {
  assert.deepEqual(await memory.all('SELECT id FROM orders'), []);
  assert.deepEqual(await memory.all('SELECT sku FROM order_items'), []);
  assert.deepEqual(await memory.all("SELECT sku, stock FROM products WHERE sku IN ('cup', 'plate') ORDER BY sku"), [
    { sku: 'cup', stock: 10 },
    { sku: 'plate', stock: 2 },
  ]);
  assert.equal(memory.open, 0);
}

test('nothing is left of an order whose second article is sold out', async () => {
  const { body } = await buy(cup, { sku: 'fork', quantity: 1 }).expect(409);
  assert.equal(body.sku, 'fork');
  await untouched();
});

for (const [what, pattern, nth] of [
  ['the second article is taken', /UPDATE products/i, 2],
  ['the first position is written', /INTO order_items/i, 1],
  ['the second position is written', /INTO order_items/i, 2],
  ['all is committed', /^\s*COMMIT/i, 1],
]) {
  test(`nothing is left where the database fails when ${what}`, async () => {
    memory.fail(pattern, new Error('terminating connection'), nth);
    await buy(cup, plate).expect(500);
    await untouched();
    await buy(cup, plate).expect(201);
    assert.equal((await memory.all('SELECT sku FROM order_items')).length, 2);
  });
}

test('all statements of an order run on one connection, between BEGIN and COMMIT', async () => {
  await buy(cup, plate).expect(201);
  const begin = memory.log.findIndex((one) => /^\s*(BEGIN|START)/i.test(one.text));
  const commit = memory.log.findIndex((one) => /^\s*COMMIT/i.test(one.text));
  assert.ok(begin >= 0 && commit > begin);
  const writes = memory.log.filter((one) => /^\s*(INSERT|UPDATE)/i.test(one.text));
  for (const one of writes) {
    assert.equal(one.client, memory.log[begin].client, one.text);
    assert.ok(memory.log.indexOf(one) > begin && memory.log.indexOf(one) < commit, one.text);
  }
});

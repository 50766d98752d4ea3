'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { Pool, memory } = require('pg');
const { moveStock, stockOf } = require('../src/stock');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE stock (warehouse TEXT, sku TEXT, quantity INTEGER, PRIMARY KEY (warehouse, sku));
    INSERT INTO stock VALUES ('north', 'bolt', 10), ('south', 'bolt', 1);
  `)
);

const all = () => memory.all('SELECT warehouse, quantity FROM stock ORDER BY warehouse');
const move = { sku: 'bolt', from: 'north', to: 'south', quantity: 3 };

// What runs between BEGIN and its end runs on one connection.
function assertOneConnection() {
  const begin = memory.log.findIndex(({ text }) => /^\s*(BEGIN|START TRANSACTION)/i.test(text));
  if (begin < 0) return;
  const end = memory.log.findIndex(({ text }, at) => at > begin && /^\s*(COMMIT|ROLLBACK|END)/i.test(text));
  assert.ok(end > begin, 'the transaction is not ended');
  const clients = new Set(memory.log.slice(begin, end + 1).map(({ client }) => client));
  assert.equal(clients.size, 1, 'a transaction over several connections');
}

test('a second statement that fails leaves everything as it was', async () => {
  memory.fail(/INSERT INTO stock/i, new Error('connection terminated'));
  await assert.rejects(moveStock(new Pool(), move), /connection terminated/);
  assert.deepEqual(await all(), [{ warehouse: 'north', quantity: 10 }, { warehouse: 'south', quantity: 1 }]);
  assert.equal(memory.open, 0);
  assertOneConnection();
});

test('a move that works is kept', async () => {
  const pool = new Pool();
  assert.equal(await moveStock(pool, move), true);
  assertOneConnection();
  assert.equal(memory.open, 0);
  assert.deepEqual(await stockOf(pool, 'south'), [{ sku: 'bolt', quantity: 4 }]);
});

test('after too large a move the next one works', async () => {
  const pool = new Pool({ max: 1 });
  assert.equal(await moveStock(pool, { ...move, quantity: 50 }), false);
  assert.equal(memory.open, 0);
  assert.equal(await moveStock(pool, move), true);
  assert.deepEqual(await all(), [{ warehouse: 'north', quantity: 7 }, { warehouse: 'south', quantity: 4 }]);
});

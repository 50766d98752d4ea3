'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { memory } = require('pg');
const { transfer } = require('../src/wallets');
const { TestPool, balances, reset } = require('../test/support/db');
const { RivalPool } = require('./support');

beforeEach(reset);

async function attempt(pool, order) {
  try {
    return { ok: true, ...(await transfer(pool, { reference: 'r', ...order })) };
  } catch (error) {
    return { ok: false, error };
  }
}

test('a payment at the same time does not let the wallet fall below zero', async () => {
  const pool = new RivalPool(1, -6000);
  const { ok } = await attempt(pool, { from: 1, to: 2, cents: 8000 });
  const [payer, payee] = await balances();
  if (ok) {
    assert.equal(pool.rival.came, false, 'the payer was changed by somebody else after it had been read');
    assert.deepEqual([payer, payee], [2000, 8500]);
  } else {
    assert.equal(payee, 500);
    assert.ok(payer === 10000 || payer === 4000);
  }
  assert.equal(memory.open, 0);
});

for (const [who, id, cents] of [['payer', 1, 5000], ['payer', 1, -1000], ['payee', 2, 5000], ['payee', 2, -200]]) {
  test(`${cents} cents that the ${who} gets at the same time are not lost`, async () => {
    const pool = new RivalPool(id, cents);
    const { ok, left, error } = await attempt(pool, { from: 1, to: 2, cents: 3000 });
    const [payer, payee] = await balances();
    const rival = pool.rival.came ? cents : 0;
    if (ok) {
      assert.deepEqual([payer, payee], [7000 + (id === 1 ? rival : 0), 3500 + (id === 2 ? rival : 0)]);
      assert.equal(left, payer);
    } else {
      assert.equal(error.code, '40001');
      assert.equal(payee, 500 + (id === 2 ? rival : 0));
    }
    assert.equal(memory.open, 0);
  });
}

test('a failure in between leaves nothing behind', async () => {
  for (const [pattern, nth] of [[/UPDATE wallets/i, 2], [/INTO bookings/i, 1], [/INTO bookings/i, 2], [/^\s*COMMIT/i, 1]]) {
    memory.fail(pattern, new Error('disk full'), nth);
    const { ok } = await attempt(new TestPool(), { from: 1, to: 2, cents: 100 });
    assert.equal(ok, false);
    assert.deepEqual(await balances(), [10000, 500]);
    assert.deepEqual(await memory.all('SELECT id FROM bookings'), []);
    assert.equal(memory.open, 0);
  }
});

test('who has too little or is unknown is told so', async () => {
  const poor = await attempt(new TestPool(), { from: 2, to: 1, cents: 501 });
  assert.equal(poor.error.code, 'insufficient-funds');
  const unknown = await attempt(new TestPool(), { from: 1, to: 9, cents: 1 });
  assert.equal(unknown.error.code, 'no-such-wallet');
  assert.deepEqual(await balances(), [10000, 500]);
});

'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { TestPool, balances, reset } = require('./support/db');

beforeEach(reset);

const pay = (body) => request(createApp(new TestPool())).post('/transfers').send(body);

test('money moves, and both sides see why', async () => {
  const { body } = await pay({ from: 1, to: 2, cents: 2500, reference: 'lunch' }).expect(201);
  assert.deepEqual(body, { left: 7500 });
  assert.deepEqual(await balances(), [7500, 3000]);
  const payer = await request(createApp(new TestPool())).get('/wallets/1').expect(200);
  assert.deepEqual(payer.body, { balance: 7500, bookings: [{ amount_cents: -2500, reference: 'lunch' }] });
  const payee = await request(createApp(new TestPool())).get('/wallets/2').expect(200);
  assert.deepEqual(payee.body, { balance: 3000, bookings: [{ amount_cents: 2500, reference: 'lunch' }] });
});

test('everything may be spent, but not more', async () => {
  await pay({ from: 2, to: 1, cents: 501 }).expect(409, { error: 'insufficient-funds' });
  assert.deepEqual(await balances(), [10000, 500]);
  await pay({ from: 2, to: 1, cents: 500 }).expect(201, { left: 0 });
});

test('both wallets have to be there', async () => {
  await pay({ from: 1, to: 9, cents: 100 }).expect(404, { error: 'no-such-wallet' });
  await pay({ from: 9, to: 1, cents: 100 }).expect(404, { error: 'no-such-wallet' });
  assert.deepEqual(await balances(), [10000, 500]);
});

test('nonsense is refused', async () => {
  await pay({ from: 1, to: 1, cents: 100 }).expect(400);
  await pay({ from: 1, to: 2, cents: -5 }).expect(400);
});

'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { IdempotencyStore } = require('../src/idempotency-store');
const { Gateway } = require('./support/gateway');

let gateway;
let app;
const order = { amount: 1999, currency: 'EUR', card: 'tok_visa' };

beforeEach(() => {
  gateway = new Gateway();
  app = createApp({ gateway, idempotency: new IdempotencyStore(), logger: { error() {} } });
});

const pay = (body, key) =>
  request(app).post('/payments').set('x-merchant-id', 'm1').set('Idempotency-Key', key).send(body);

test('a payment is charged and answered with 201', async () => {
  const { body } = await pay(order, 'a1').expect(201);
  assert.deepEqual(body, { id: 'ch_1', amount: 1999, currency: 'EUR', status: 'captured' });
  assert.deepEqual(gateway.charges, [{ merchant: 'm1', ...order }]);
});

test('two orders with keys of their own are two charges', async () => {
  await pay(order, 'a1').expect(201);
  await pay(order, 'a2').expect(201);
  assert.equal(gateway.charges.length, 2);
});

test('a bad order is refused before anything is charged', async () => {
  await pay({ ...order, amount: 0 }, 'a1').expect(400, { error: 'invalid_amount' });
  await pay({ ...order, currency: 'XXX' }, 'a2').expect(400, { error: 'invalid_currency' });
  assert.equal(gateway.charges.length, 0);
});

test('a gateway that fails is a 502', async () => {
  gateway.failures = 1;
  await pay(order, 'a1').expect(502, { error: 'gateway_failed' });
});

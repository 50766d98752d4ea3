'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { IdempotencyStore } = require('../src/idempotency-store');
const { Gateway } = require('../test/support/gateway');

let gateway;
let app;
const order = { amount: 1999, currency: 'EUR', card: 'tok_visa' };

beforeEach(() => {
  gateway = new Gateway();
  app = createApp({ gateway, idempotency: new IdempotencyStore(), logger: { error() {} } });
});

const pay = (body, key, merchant = 'm1') => {
  const sent = request(app).post('/payments').set('x-merchant-id', merchant);
  return (key === undefined ? sent : sent.set('Idempotency-Key', key)).send(body);
};

test('a key is needed, and has a length', async () => {
  await pay(order).expect(400, { error: 'idempotency_key_required' });
  await pay(order, 'k'.repeat(201)).expect(400, { error: 'idempotency_key_required' });
  assert.equal(gateway.charges.length, 0);
  await pay(order, 'k'.repeat(200)).expect(201);
});

test('the same request again gets the first answer, and no second charge', async () => {
  const first = await pay(order, 'a1').expect(201);
  assert.notEqual(first.headers['idempotent-replayed'], 'true');
  const again = await pay({ card: 'tok_visa', currency: 'EUR', amount: 1999 }, 'a1').expect(201);
  assert.equal(again.headers['idempotent-replayed'], 'true');
  assert.deepEqual(again.body, first.body);
  assert.equal(gateway.charges.length, 1);
});

for (const change of [{ amount: 2000 }, { currency: 'USD' }, { card: 'tok_amex' }]) {
  test(`the key is refused for another ${Object.keys(change)[0]}`, async () => {
    await pay(order, 'a1').expect(201);
    await pay({ ...order, ...change }, 'a1').expect(422, { error: 'idempotency_key_reused' });
    assert.equal(gateway.charges.length, 1);
    await pay(order, 'a1').expect(201);
    assert.equal(gateway.charges.length, 1);
  });
}

test('a second request while the first runs is told so', async () => {
  let open;
  gateway.gate = new Promise((resolve) => (open = resolve));
  const first = pay(order, 'a1').then((answer) => answer);
  while (!gateway.charges.length) await new Promise(setImmediate);
  await pay(order, 'a1').expect(409, { error: 'request_in_progress' });
  open();
  assert.equal((await first).status, 201);
  assert.equal((await pay(order, 'a1').expect(201)).headers['idempotent-replayed'], 'true');
  assert.equal(gateway.charges.length, 1);
});

test('of ten at once one is charged', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => pay(order, 'a1')));
  assert.equal(gateway.charges.length, 1);
  assert.ok(answers.every(({ status }) => status === 201 || status === 409));
});

test('a charge that failed may be tried again with its key', async () => {
  gateway.failures = 1;
  await pay(order, 'a1').expect(502, { error: 'gateway_failed' });
  const { headers } = await pay(order, 'a1').expect(201);
  assert.notEqual(headers['idempotent-replayed'], 'true');
  assert.equal(gateway.charges.length, 1);
});

test('a refused order does not use up its key', async () => {
  await pay({ ...order, amount: -1 }, 'a1').expect(400, { error: 'invalid_amount' });
  await pay(order, 'a1').expect(201);
});

test('merchants do not share keys', async () => {
  await pay(order, 'a1', 'm1').expect(201);
  const { body } = await pay(order, 'a1', 'm2').expect(201);
  assert.equal(body.id, 'ch_2');
  assert.equal(gateway.charges[1].merchant, 'm2');
});

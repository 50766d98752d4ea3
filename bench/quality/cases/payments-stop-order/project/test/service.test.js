'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { service, until } = require('./support/service');

test('a payment is written and can be read', async () => {
  const { server, pay, shutdown } = await service();
  assert.deepEqual(await pay(7), { status: 201, body: { id: 'ch_7' } });
  await request(server).get('/payments/ch_7').expect(200, { id: 'ch_7', order_id: 7, cents: 100 });
  await shutdown('test').catch(() => {});
});

test('an idle service ends', async () => {
  const { server, pool, shutdown, messages } = await service();
  await shutdown('SIGTERM');
  assert.equal(server.listening, false);
  assert.equal(pool.ended, true);
  assert.ok(messages.includes('bye'));
});

test('a request that does not end is cut off', async () => {
  const { gateway, pay, pool, shutdown } = await service({ open: false, graceMs: 60 });
  const paying = pay(1).catch((error) => error);
  await until(() => gateway.charges === 1);
  await shutdown('SIGTERM');
  assert.equal((await paying).code, 'ECONNRESET');
  assert.equal(pool.ended, true);
});

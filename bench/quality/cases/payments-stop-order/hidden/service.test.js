'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { memory } = require('pg');
const { service, until } = require('../test/support/service');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const written = async () => (await memory.all('SELECT payment FROM events ORDER BY payment')).map((one) => one.payment);

test('requests that run are answered, and their events are written', async () => {
  const { gateway, pay, pool, server, shutdown, messages } = await service({ open: false });
  const paying = Promise.all([pay(1), pay(2)]);
  await until(() => gateway.charges === 2);
  const ending = shutdown('SIGTERM');
  ending.catch(() => {});
  await pause(60);
  assert.equal(server.listening, false);
  gateway.open();
  assert.deepEqual(await paying, [
    { status: 201, body: { id: 'ch_1' } },
    { status: 201, body: { id: 'ch_2' } },
  ]);
  await ending;
  assert.deepEqual(await written(), ['ch_1', 'ch_2']);
  assert.equal(pool.ended, true);
  assert.equal(memory.open, 0);
  assert.deepEqual(messages.filter((message) => message.includes(':')), []);
});

test('events of requests that are over are written', async () => {
  const { pay, pool, shutdown } = await service();
  await pay(1);
  await pay(2);
  await pay(3);
  assert.deepEqual(await written(), []);
  await shutdown('SIGTERM');
  assert.deepEqual(await written(), ['ch_1', 'ch_2', 'ch_3']);
  assert.equal(pool.ended, true);
});

test('two signals end it once', async () => {
  const { gateway, pay, pool, shutdown } = await service({ open: false });
  const paying = pay(1);
  await until(() => gateway.charges === 1);
  const first = shutdown('SIGINT');
  const second = shutdown('SIGINT');
  first.catch(() => {});
  second?.catch?.(() => {});
  await pause(40);
  gateway.open();
  assert.equal((await paying).status, 201);
  await first;
  await second;
  assert.deepEqual(await written(), ['ch_1']);
  assert.equal(pool.ended, true);
});

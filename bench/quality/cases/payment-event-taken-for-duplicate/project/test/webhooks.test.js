import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory, world } from './support/world.js';

const PAID = { id: 'evt_1', type: 'payment.succeeded', orderId: 1 };

test('a payment makes the order paid', async () => {
  const { send, status } = await world();
  const { body } = await send(PAID).expect(200);
  assert.deepEqual(body, { received: true, duplicate: false });
  assert.equal(await status(1), 'paid');
  assert.equal(await status(2), 'open');
});

test('the same event again is a duplicate and changes nothing', async () => {
  const { send, status, updates, lines } = await world();
  await send(PAID).expect(200);
  await send({ id: 'evt_2', type: 'payment.refunded', orderId: 1 }).expect(200);
  const { body } = await send(PAID).expect(200);
  assert.equal(body.duplicate, true);
  assert.equal(await status(1), 'refunded');
  assert.equal(updates(), 2);
  assert.ok(lines.some((line) => line.level === 'info' && line.event === 'evt_1'));
});

test('what is no event, and what does not concern us', async () => {
  const { send } = await world();
  await send({ type: 'payment.succeeded' }).expect(400);
  const { body } = await send({ ...PAID, type: 'customer.created' }).expect(200);
  assert.equal(body.ignored, true);
  assert.equal((await memory.all('SELECT id FROM payment_events')).length, 0);
});

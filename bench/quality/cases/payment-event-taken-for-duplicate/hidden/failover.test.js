import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory, world } from '../test/support/world.js';

const PAID = { id: 'evt_1', type: 'payment.succeeded', orderId: 1 };
const gone = () => new Error('terminating connection due to administrator command');

test('an event that could not be noted is asked for again', async () => {
  const { send, status } = await world();
  memory.fail(/INSERT INTO payment_events/i, gone());
  const { status: answered } = await send(PAID);
  assert.ok(answered >= 500, `answered ${answered}`);
  assert.equal(await status(1), 'open');
  const { body } = await send(PAID).expect(200);
  assert.equal(body.duplicate, false);
  assert.equal(await status(1), 'paid');
});

test('an event that could not be applied is asked for again, and applied then', async () => {
  const { send, status } = await world();
  memory.fail(/UPDATE orders/i, gone());
  const { status: answered } = await send(PAID);
  assert.ok(answered >= 500, `answered ${answered}`);
  await send(PAID).expect(200);
  assert.equal(await status(1), 'paid');
});

test('the reason of a failure is in the log', async () => {
  const { send, lines } = await world();
  memory.fail(/INSERT INTO payment_events/i, gone());
  await send(PAID);
  assert.ok(lines.some((line) => line.level === 'error' && /administrator command/.test(line.text)));
});

test('no connection is kept', async () => {
  const { send } = await world();
  memory.fail(/UPDATE orders/i, gone());
  await send(PAID);
  await send(PAID);
  assert.equal(memory.open, 0);
});

test('an event comes twice after a failure and is applied once', async () => {
  const { send, status, updates } = await world();
  memory.fail(/UPDATE orders/i, gone());
  await send(PAID);
  await send(PAID).expect(200);
  const applied = updates();
  const { body } = await send(PAID).expect(200);
  assert.equal(body.duplicate, true);
  assert.equal(updates(), applied);
  assert.equal(await status(1), 'paid');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PushService } from '../src/push.js';
import { countingGateway, deviceList, refusal, silent } from '../test/support/gateway.js';

const message = { title: 'Hello', text: 'World' };
const many = (count) => Array.from({ length: count }, (_, n) => `device-${n}`);

test('the gateway sees no more connections than it allows, but uses them', async () => {
  const gateway = countingGateway();
  const tokens = many(500);
  const results = await new PushService({ devices: deviceList(tokens), gateway, log: silent }).push('t', message);
  assert.ok(gateway.most <= 20, `${gateway.most} at a time`);
  assert.ok(gateway.most >= 5, `${gateway.most} at a time`);
  assert.equal(gateway.sent.length, 500);
  assert.deepEqual(results, tokens.map((token) => ({ token, status: 'sent' })));
});

test('failures among many are told in order, and stop nothing', async () => {
  const tokens = many(205);
  const status = (n) => (n % 10 === 3 ? 'gone' : n % 7 === 0 ? 'failed' : 'sent');
  const gateway = countingGateway((token) => {
    const said = status(Number(token.slice(7)));
    if (said === 'gone') throw refusal('InvalidToken');
    if (said === 'failed') throw refusal('ECONNRESET');
  });
  const devices = deviceList(tokens);
  const results = await new PushService({ devices, gateway, log: silent }).push('t', message);
  assert.deepEqual(results, tokens.map((token, n) => ({ token, status: status(n) })));
  assert.deepEqual(devices.tokens, tokens.filter((_, n) => status(n) !== 'gone'));
  assert.ok(gateway.most <= 20, `${gateway.most} at a time`);
});

test('a few devices are still sent to together', async () => {
  const gateway = countingGateway();
  await new PushService({ devices: deviceList(many(6)), gateway, log: silent }).push('t', message);
  assert.ok(gateway.most > 1);
});

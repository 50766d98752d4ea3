import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RpcClient } from '../src/rpc-client.js';
import { fakeChannel, silent } from '../test/support/channel.js';

const started = (channel, options) =>
  new RpcClient(channel, { queue: 'billing', timeoutMs: 10, log: silent, ...options }).start();

test('calls that timed out are no longer in flight', async () => {
  const rpc = await started(fakeChannel());
  const ended = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => rpc.call('invoice.create', { n })));
  assert.ok(ended.every((one) => one.reason?.name === 'RpcTimeoutError'));
  assert.equal(rpc.inFlight, 0);
});

test('the parameters of calls that timed out can be collected', async () => {
  const channel = fakeChannel();
  const rpc = await started(channel);
  const refs = [];
  const one = (n) => {
    const params = { n, lines: new Array(500).fill(n) };
    refs.push(new WeakRef(params));
    return rpc.call('invoice.create', params).catch(() => {});
  };
  for (let n = 0; n < 50; n += 1) await one(n);
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise(setImmediate);
    global.gc();
  }
  const alive = refs.filter((ref) => ref.deref()).length;
  assert.ok(alive <= 5, `${alive} of 50 are still held`);
});

test('a reply after the timeout does no harm, and other calls go on', async () => {
  const channel = fakeChannel();
  const rpc = await started(channel);
  const slow = rpc.call('invoice.create', { n: 1 }, { timeoutMs: 5 });
  const other = rpc.call('invoice.create', { n: 2 }, { timeoutMs: 5000 });
  await assert.rejects(slow, { name: 'RpcTimeoutError' });
  assert.equal(rpc.inFlight, 1);
  channel.reply(channel.sent[0].properties.correlationId, { result: 'late' });
  channel.reply(channel.sent[1].properties.correlationId, { result: 'in time' });
  assert.equal(await other, 'in time');
  assert.equal(rpc.inFlight, 0);
});

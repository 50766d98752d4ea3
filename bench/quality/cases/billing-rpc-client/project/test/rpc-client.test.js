import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { RpcClient } from '../src/rpc-client.js';
import { fakeChannel, silent } from './support/channel.js';

const started = (channel, options) =>
  new RpcClient(channel, { queue: 'billing', timeoutMs: 50, log: silent, ...options }).start();

test('a call resolves with the result of its reply', async () => {
  const channel = fakeChannel((message, reply) => setImmediate(reply, { result: { id: 7, ...message.params } }));
  const rpc = await started(channel);
  assert.deepEqual(await rpc.call('invoice.create', { total: 10 }), { id: 7, total: 10 });
  assert.equal(channel.sent[0].queue, 'billing');
  assert.equal(channel.sent[0].properties.replyTo, 'amq.gen-1');
  assert.equal(rpc.inFlight, 0);
});

test('an error of the other side rejects the call', async () => {
  const channel = fakeChannel((message, reply) => setImmediate(reply, { error: { message: 'no such plan', code: 'E_PLAN' } }));
  const rpc = await started(channel);
  await assert.rejects(rpc.call('invoice.create', {}), { name: 'RpcRemoteError', code: 'E_PLAN' });
});

test('a call without a reply times out', async () => {
  const rpc = await started(fakeChannel());
  await assert.rejects(rpc.call('invoice.create', {}, { timeoutMs: 5 }), { name: 'RpcTimeoutError' });
});

test('close cancels what is waiting', async () => {
  const rpc = await started(fakeChannel());
  const call = rpc.call('invoice.create', {});
  assert.equal(rpc.inFlight, 1);
  rpc.close();
  await assert.rejects(call, /cancelled/);
  assert.equal(rpc.inFlight, 0);
});

test('the gateway answers 504 on a timeout', async () => {
  const rpc = await started(fakeChannel(), { timeoutMs: 5 });
  await request(createApp(rpc)).post('/invoices').send({ total: 1 }).expect(504);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { buildApp } = require('../src/app');
const { Rates } = require('../src/rates');
const { Provider } = require('./support/provider');

test('a price is converted, and the rates are kept for a while', async () => {
  const provider = new Provider();
  let now = 1000;
  const app = buildApp(new Rates(provider, { ttlMs: 60_000, now: () => now }));
  const first = await app.inject('/prices/1000?from=USD&to=EUR');
  assert.deepEqual(first.json(), { cents: 900, currency: 'EUR' });
  const second = await app.inject('/prices/1000?from=USD&to=GBP');
  assert.deepEqual(second.json(), { cents: 800, currency: 'GBP' });
  assert.deepEqual(provider.calls, ['USD']);
  now += 60_001;
  await app.inject('/prices/1000?from=USD&to=EUR');
  assert.deepEqual(provider.calls, ['USD', 'USD']);
});

test('the same currency needs no rate', async () => {
  const provider = new Provider();
  assert.equal(await new Rates(provider).convert(5, 'CHF', 'CHF'), 5);
  assert.deepEqual(provider.calls, []);
});

test('an unknown currency is the fault of the client', async () => {
  const answer = await buildApp(new Rates(new Provider())).inject('/prices/1?from=USD&to=XXX');
  assert.equal(answer.statusCode, 400);
});

test('without rates there is no price', async () => {
  const provider = new Provider();
  provider.failing = true;
  const answer = await buildApp(new Rates(provider)).inject('/prices/1?from=USD&to=EUR');
  assert.equal(answer.statusCode, 503);
});

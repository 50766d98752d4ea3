'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { buildApp } = require('../src/app');
const { Rates } = require('../src/rates');
const { Provider } = require('../test/support/provider');

const times = (count, work) => Promise.all(Array.from({ length: count }, (_, n) => work(n)));
const settled = (count, work) => Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));

test('requests at the same time share one call', async () => {
  const provider = new Provider();
  const app = buildApp(new Rates(provider));
  const answers = await times(60, (n) => app.inject(`/prices/1000?from=USD&to=${n % 2 ? 'EUR' : 'GBP'}`));
  answers.forEach((answer, n) => assert.equal(answer.json().cents, n % 2 ? 900 : 800));
  assert.deepEqual(provider.calls, ['USD']);
});

test('so do those that come when the kept rates run out', async () => {
  const provider = new Provider();
  let now = 0;
  const rates = new Rates(provider, { ttlMs: 1000, now: () => now });
  await rates.rate('USD', 'EUR');
  now = 1000;
  await times(30, () => rates.rate('USD', 'EUR'));
  assert.equal(provider.calls.length, 2);
  now = 1999;
  await times(30, () => rates.rate('USD', 'EUR'));
  assert.equal(provider.calls.length, 2);
  now = 2000;
  await rates.rate('USD', 'EUR');
  assert.equal(provider.calls.length, 3);
});

test('two base currencies do not share', async () => {
  const provider = new Provider();
  const rates = new Rates(provider);
  const found = await times(10, (n) => rates.rate(n % 2 ? 'USD' : 'EUR', 'GBP'));
  assert.deepEqual(new Set(found), new Set([0.8, 0.85]));
  assert.deepEqual(provider.calls.sort(), ['EUR', 'USD']);
});

test('a failure is told to all who wait, and not kept', async () => {
  const provider = new Provider();
  const rates = new Rates(provider);
  provider.failing = true;
  const failed = await settled(20, () => rates.rate('USD', 'EUR'));
  assert.ok(failed.every((one) => one.status === 'rejected' && /429/.test(one.reason.message)));
  assert.equal(provider.calls.length, 1);
  provider.failing = false;
  assert.equal(await rates.rate('USD', 'EUR'), 0.9);
  assert.equal(provider.calls.length, 2);
});

test('a provider that throws at once is no trouble later', async () => {
  let calls = 0;
  const rates = new Rates({
    latest(base) {
      calls += 1;
      if (calls === 1) throw new Error('not connected');
      return Promise.resolve({ EUR: base === 'USD' ? 0.9 : 1 });
    },
  });
  await assert.rejects(rates.rate('USD', 'EUR'), /not connected/);
  assert.equal(await rates.rate('USD', 'EUR'), 0.9);
});

test('an unknown currency does not keep the others from their rate', async () => {
  const provider = new Provider();
  const rates = new Rates(provider);
  const [unknown, known] = await Promise.allSettled([rates.rate('USD', 'XXX'), rates.rate('USD', 'EUR')]);
  assert.equal(unknown.reason.name, 'UnknownCurrencyError');
  assert.equal(known.value, 0.9);
  assert.equal(provider.calls.length, 1);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { createGeocoder } = require('../src/geocoder');

// About 1 KB for each address.
const place = (key) => ({ key, outline: Array.from({ length: 120 }, (_, n) => n + key.length + 0.5) });

test('50,000 addresses are not all kept', async () => {
  let calls = 0;
  const geocoder = createGeocoder(async (key) => {
    calls += 1;
    return place(key);
  });
  await geocoder.locate('street 0');
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let n = 1; n <= 50_000; n += 1) await geocoder.locate(`street ${n}`);
  global.gc();
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  assert.equal(calls, 50_001);
  assert.ok(grown < 25, `${grown.toFixed(1)} MiB are kept`);

  const found = await geocoder.locate('street 50000');
  assert.deepEqual(found, place('street 50000'));
});

test('addresses that are asked for often come from the cache', async () => {
  const asked = [];
  const geocoder = createGeocoder(async (key) => {
    asked.push(key);
    return place(key);
  });
  for (let round = 0; round < 20; round += 1) {
    for (let n = 0; n < 20; n += 1) {
      assert.equal((await geocoder.locate(`Square ${n}`)).key, `square ${n}`);
    }
  }
  assert.equal(asked.length, 20);
});

test('after many other addresses the cache still works', async () => {
  let calls = 0;
  const geocoder = createGeocoder(async (key) => {
    calls += 1;
    return place(key);
  });
  for (let n = 0; n < 30_000; n += 1) await geocoder.locate(`lane ${n}`);
  calls = 0;
  for (let n = 0; n < 50; n += 1) await geocoder.locate('Lane A');
  assert.ok(calls <= 1, `${calls} calls`);
});

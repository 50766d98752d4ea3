'use strict';

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { retryDelay } = require('../src/retry');

const NOW = Date.parse('2024-05-01T10:00:00Z');
const fixed = { now: () => NOW, random: () => 1 };
const after = (value) => ({ status: 503, headers: { 'retry-after': value } });

describe('whether there is another try', () => {
  for (const status of [429, 502, 503, 504]) {
    test(`after a ${status} there is`, () => assert.notEqual(retryDelay({ status }, 1, fixed), null));
  }
  for (const status of [200, 301, 400, 404, 500]) {
    test(`after a ${status} there is none`, () => assert.equal(retryDelay({ status }, 1, fixed), null));
  }
  test('the fifth try is the last', () => {
    assert.notEqual(retryDelay({ status: 503 }, 4, fixed), null);
    assert.equal(retryDelay({ status: 503 }, 5, fixed), null);
    assert.equal(retryDelay(after('1'), 6, fixed), null);
  });
});

describe('Retry-After', () => {
  test('counts seconds', () => assert.equal(retryDelay(after('7'), 1, fixed), 7_000));
  test('may be zero', () => assert.equal(retryDelay(after('0'), 1, fixed), 0));
  test('may be a date', () => assert.equal(retryDelay(after('Wed, 01 May 2024 10:00:12 GMT'), 1, fixed), 12_000));
  test('in the past means now', () => assert.equal(retryDelay(after('Wed, 01 May 2024 09:00:00 GMT'), 1, fixed), 0));
  test('is bounded by a minute', () => {
    assert.equal(retryDelay(after('60'), 1, fixed), 60_000);
    assert.equal(retryDelay(after('3600'), 1, fixed), 60_000);
    assert.equal(retryDelay(after('Wed, 01 May 2024 11:00:00 GMT'), 1, fixed), 60_000);
  });
  test('that makes no sense is passed over', () => assert.equal(retryDelay(after('soon'), 1, fixed), 500));
});

describe('without Retry-After', () => {
  test('the wait doubles', () => {
    assert.deepEqual([1, 2, 3, 4].map((attempt) => retryDelay({ status: 503 }, attempt, fixed)), [500, 1000, 2000, 4000]);
  });
  test('chance shortens it', () => {
    assert.equal(retryDelay({ status: 503 }, 2, { ...fixed, random: () => 0.25 }), 250);
    assert.equal(retryDelay({ status: 503 }, 2, { ...fixed, random: () => 0 }), 0);
  });
});

'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { total } = require('./price');

test('adds the prices', () => {
  assert.strictEqual(total([{ price: 2 }, { price: 3 }]), 5);
  assert.strictEqual(total([]), 0);
});

test('refuses a negative price', () => {
  assert.throws(() => total([{ price: -1 }]), RangeError);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { cartTotal } = require('../src/cart');

test('a cart adds up', () => {
  const items = [{ price: 700, quantity: 2, weight: 150 }];
  assert.deepEqual(cartTotal(items), { items: 1400, shipping: 490, total: 1890 });
});

test('an empty cart costs nothing', () => {
  assert.deepEqual(cartTotal([]), { items: 0, shipping: 0, total: 0 });
});

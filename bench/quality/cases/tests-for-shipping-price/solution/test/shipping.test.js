'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { shippingPrice } = require('../src/shipping');

const prices = [
  [1, 490],
  [1000, 490],
  [1001, 690],
  [5000, 690],
  [5001, 1290],
  [30000, 1290],
];
for (const [weight, price] of prices) {
  test(`${weight} g cost ${price}`, () => {
    assert.equal(shippingPrice({ weight, total: 1000 }), price);
  });
}

test('shipping is free from 50.00 on', () => {
  assert.equal(shippingPrice({ weight: 800, total: 4999 }), 490);
  assert.equal(shippingPrice({ weight: 800, total: 5000 }), 0);
  assert.equal(shippingPrice({ weight: 9000, total: 12000 }), 0);
});

test('express costs 8.00 more, also when shipping is free', () => {
  assert.equal(shippingPrice({ weight: 800, total: 100, express: true }), 1290);
  assert.equal(shippingPrice({ weight: 800, total: 6000, express: true }), 800);
});

for (const weight of [0, -1, NaN, Infinity, undefined, '500']) {
  test(`a weight of ${weight} is refused`, () => {
    assert.throws(() => shippingPrice({ weight, total: 100 }), RangeError);
  });
}

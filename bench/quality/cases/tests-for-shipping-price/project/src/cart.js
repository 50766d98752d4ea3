'use strict';

const { shippingPrice } = require('./shipping');

function cartTotal(items, { express = false } = {}) {
  const total = items.reduce((sum, item) => sum + item.price * item.quantity, 0);
  const weight = items.reduce((sum, item) => sum + item.weight * item.quantity, 0);
  const shipping = items.length ? shippingPrice({ weight, total, express }) : 0;
  return { items: total, shipping, total: total + shipping };
}

module.exports = { cartTotal };

'use strict';

const FREE_FROM = 5000;

// The price of sending a parcel, in cents. Weight in grams, order total in cents.
function shippingPrice({ weight, total, express = false }) {
  let price;
  if (weight <= 1000) {
    price = 490;
  } else if (weight <= 5000) {
    price = 690;
  } else {
    price = 1290;
  }
  if (total >= FREE_FROM) price = 0;
  if (express) price += 800;
  return price;
}

module.exports = { shippingPrice };

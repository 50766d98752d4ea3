'use strict';

const express = require('express');
const { placeOrder, findOrder, SoldOutError } = require('./checkout');

function validBasket(basket) {
  return (
    Array.isArray(basket) &&
    basket.length > 0 &&
    basket.length <= 50 &&
    basket.every((one) => typeof one?.sku === 'string' && Number.isInteger(one.quantity) && one.quantity > 0)
  );
}

function createApp(pool) {
  const app = express();
  app.use(express.json({ limit: '20kb' }));

  app.post('/orders', async (req, res, next) => {
    const { customerId, basket } = req.body ?? {};
    if (!Number.isInteger(customerId) || !validBasket(basket)) {
      return res.status(400).json({ error: 'customerId and basket are needed' });
    }
    try {
      return res.status(201).json(await placeOrder(pool, customerId, basket));
    } catch (error) {
      if (error instanceof SoldOutError) return res.status(409).json({ error: 'sold out', sku: error.sku });
      return next(error);
    }
  });

  app.get('/orders/:id', async (req, res, next) => {
    try {
      const order = await findOrder(pool, Number(req.params.id));
      return order ? res.json(order) : res.status(404).json({ error: 'no such order' });
    } catch (error) {
      return next(error);
    }
  });

  // eslint-disable-next-line no-unused-vars
  app.use((error, req, res, next) => res.status(500).json({ error: 'internal error' }));
  return app;
}

module.exports = { createApp };

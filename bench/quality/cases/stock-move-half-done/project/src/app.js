'use strict';

const express = require('express');
const { moveStock, stockOf } = require('./stock');

function createApp(pool) {
  const app = express();
  app.use(express.json());

  app.get('/warehouses/:name/stock', async (req, res, next) => {
    try {
      res.json(await stockOf(pool, req.params.name));
    } catch (err) {
      next(err);
    }
  });

  app.post('/moves', async (req, res, next) => {
    const { sku, from, to, quantity } = req.body;
    if (!sku || !from || !to || !Number.isInteger(quantity) || quantity < 1) {
      return res.status(400).json({ error: 'sku, from, to and quantity are needed' });
    }
    try {
      const moved = await moveStock(pool, { sku, from, to, quantity });
      return moved ? res.sendStatus(204) : res.status(409).json({ error: 'not enough in stock' });
    } catch (err) {
      return next(err);
    }
  });

  app.use((err, req, res, next) => {
    if (res.headersSent) return next(err);
    return res.status(err.status || 500).json({ error: 'request failed' });
  });

  return app;
}

module.exports = { createApp };

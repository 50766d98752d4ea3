'use strict';

const express = require('express');
const { ProductStore } = require('./productStore');

const PAGE = 25;

// attr.color=red&attr.color=blue&attr.size=M  ->  { color: ['red', 'blue'], size: ['M'] }
function attributesOf(query) {
  const wanted = {};
  for (const [key, value] of Object.entries(query)) {
    if (!key.startsWith('attr.')) continue;
    const values = [value].flat().filter((one) => typeof one === 'string' && one !== '');
    if (values.length) wanted[key.slice('attr.'.length)] = values;
  }
  return wanted;
}

function createApp(pool) {
  const app = express();
  const store = new ProductStore(pool);
  app.disable('x-powered-by');

  app.get('/products', async (req, res, next) => {
    try {
      const page = Math.max(1, Number.parseInt(req.query.page, 10) || 1);
      const products = await store.list({
        brand: typeof req.query.brand === 'string' ? req.query.brand : undefined,
        attributes: attributesOf(req.query),
        sort: req.query.sort,
        limit: PAGE,
        offset: (page - 1) * PAGE,
      });
      res.json({ page, products });
    } catch (error) {
      next(error);
    }
  });

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(error.status || 500).json({ error: error.status ? error.message : 'internal error' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { paymentsRouter } = require('./payments');

function createApp({ gateway, idempotency, logger = console }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '16kb' }));
  app.use((req, res, next) => {
    req.merchant = req.get('x-merchant-id');
    if (!req.merchant) return res.status(401).json({ error: 'unauthenticated' });
    return next();
  });
  app.use('/payments', paymentsRouter({ gateway, idempotency, logger }));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(error.status || 500).json({ error: 'internal' });
  });
  return app;
}

module.exports = { createApp };

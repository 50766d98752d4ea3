const express = require('express');
const { ordersRouter } = require('./orders');

function createApp(pool) {
  const app = express();
  app.use(ordersRouter(pool));
  app.use((err, req, res, next) => {
    if (res.headersSent) return next(err);
    res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

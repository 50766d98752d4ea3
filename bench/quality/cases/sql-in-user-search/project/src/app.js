'use strict';

const express = require('express');
const { usersRouter } = require('./users');

function createApp(pool) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/users', usersRouter(pool));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { membersRouter } = require('./members');

function createApp({ pool, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/members', membersRouter(pool));
  app.use((error, req, res, next) => {
    log.error(`${req.method} ${req.path}: ${error.message}`);
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { passwordRoutes } = require('./passwords');

function createApp({ users, mailer, config }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/password', passwordRoutes({ users, mailer, config }));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

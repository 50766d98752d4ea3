'use strict';

const express = require('express');
const { reportsRouter } = require('./reports');

function createApp({ reports, audit, userOf }) {
  const app = express();
  app.disable('x-powered-by');
  app.use((req, res, next) => {
    req.user = userOf(req.get('authorization')) ?? null;
    next();
  });
  app.use('/reports', reportsRouter({ reports, audit }));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { exportsRouter } = require('./exports');

function createApp({ folder }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/exports', exportsRouter(folder));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

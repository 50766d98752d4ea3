'use strict';

const express = require('express');
const { hooksRouter } = require('./hooks');

function createApp({ store, captions, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '100kb' }));
  app.use('/v2/hooks', hooksRouter({ store, captions }));
  app.use((error, req, res, next) => {
    log.error(error);
    if (res.headersSent) return next(error);
    const status = error.status || 500;
    return res.status(status).json({ error: status === 502 ? 'upstream failed' : 'internal error' });
  });
  return app;
}

module.exports = { createApp };

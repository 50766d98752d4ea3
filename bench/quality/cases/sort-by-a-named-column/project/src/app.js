'use strict';

const express = require('express');
const { requestsRouter } = require('./requests');

function createApp({ pool, teamOf }) {
  const app = express();
  app.disable('x-powered-by');
  app.use((req, res, next) => {
    req.teamId = teamOf(req.get('authorization'));
    if (req.teamId === null) return res.status(401).json({ error: 'unauthenticated' });
    return next();
  });
  app.use('/requests', requestsRouter({ pool }));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal' });
  });
  return app;
}

module.exports = { createApp };

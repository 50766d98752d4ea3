'use strict';

const express = require('express');
const { dashboardRouter, UpstreamError } = require('./dashboard');

function createApp(services, log = console) {
  const app = express();
  app.use(dashboardRouter(services, log));
  // eslint-disable-next-line no-unused-vars
  app.use((error, req, res, next) => {
    if (error instanceof UpstreamError) {
      return res.status(502).json({ error: 'upstream failed', service: error.service });
    }
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { searchRouter } = require('./search');

function createApp(parts) {
  const app = express();
  app.disable('x-powered-by');
  app.use(searchRouter(parts));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).send('<p>Something went wrong.</p>');
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { articlesRouter } = require('./articles');
const { HttpError } = require('./errors');

function createApp({ articles, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '200kb' }));
  // The gateway checks who it is and says so in a header.
  app.use((req, res, next) => {
    req.user = req.get('x-user') || null;
    next();
  });
  app.use('/articles', articlesRouter(articles));
  app.use((req, res, next) => next(new HttpError(404, 'not found')));
  app.use((error, req, res, next) => {
    log.push(error);
    if (res.headersSent) return undefined;
    const status = error.status || 500;
    return res.status(status).json({ error: status < 500 ? error.message : 'internal error' });
  });
  return app;
}

module.exports = { createApp };

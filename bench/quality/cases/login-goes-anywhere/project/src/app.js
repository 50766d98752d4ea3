'use strict';

const express = require('express');
const { loginRouter } = require('./login');

function createApp({ users, sessions }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.urlencoded({ extended: false, limit: '4kb' }));
  app.use(loginRouter({ users, sessions }));
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).send('Something went wrong.');
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { logsRouter } = require('./logs');

function createApp({ folder }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/logs', logsRouter(folder));
  return app;
}

module.exports = { createApp };

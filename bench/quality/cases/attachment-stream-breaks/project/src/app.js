'use strict';

const express = require('express');
const { attachmentsRouter } = require('./attachments');

function createApp({ attachments, storage, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/attachments', attachmentsRouter({ attachments, storage }));
  app.use((error, req, res, next) => {
    log.error(error);
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { requestLog } = require('./request-log');

function createApp({ logger, accounts }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(requestLog({ logger }));

  app.get('/healthz', (req, res) => res.json({ status: 'ok' }));

  const api = express.Router();
  api.get('/accounts/:id', async (req, res, next) => {
    try {
      const account = await accounts.find(req.params.id);
      if (!account) return res.status(404).json({ error: 'not_found' });
      return res.json(account);
    } catch (error) {
      return next(error);
    }
  });
  api.post('/password-resets', (req, res) => res.status(202).json({ status: 'accepted' }));
  app.use('/api', api);

  // Without its third and fourth parameter Express would not take it for an error handler.
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal' });
  });
  return app;
}

module.exports = { createApp };

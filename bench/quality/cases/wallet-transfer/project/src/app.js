'use strict';

const express = require('express');
const { WalletError } = require('./errors');
const { transfer, statement } = require('./wallets');

function createApp(pool) {
  const app = express();
  app.use(express.json());

  app.post('/transfers', async (req, res, next) => {
    const { from, to, cents, reference = '' } = req.body ?? {};
    if (![from, to, cents].every(Number.isSafeInteger) || cents <= 0 || from === to) {
      return res.status(400).json({ error: 'bad-transfer' });
    }
    try {
      return res.status(201).json(await transfer(pool, { from, to, cents, reference: String(reference) }));
    } catch (error) {
      return next(error);
    }
  });

  app.get('/wallets/:id', async (req, res, next) => {
    try {
      return res.json(await statement(pool, Number(req.params.id)));
    } catch (error) {
      return next(error);
    }
  });

  // eslint-disable-next-line no-unused-vars
  app.use((error, req, res, next) => {
    if (error instanceof WalletError) return res.status(error.status).json({ error: error.code });
    return res.status(500).json({ error: 'internal' });
  });
  return app;
}

module.exports = { createApp };

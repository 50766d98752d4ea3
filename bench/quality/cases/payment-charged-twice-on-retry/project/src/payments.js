'use strict';

const express = require('express');

const CURRENCIES = new Set(['EUR', 'USD', 'GBP']);

function problemOf({ amount, currency, card } = {}) {
  if (!Number.isInteger(amount) || amount < 1) return 'invalid_amount';
  if (!CURRENCIES.has(currency)) return 'invalid_currency';
  if (typeof card !== 'string' || !/^tok_\w+$/.test(card)) return 'invalid_card';
  return null;
}

function paymentsRouter({ gateway, idempotency, logger }) {
  const router = express.Router();

  router.post('/', async (req, res, next) => {
    try {
      const problem = problemOf(req.body);
      if (problem) return res.status(400).json({ error: problem });

      const { amount, currency, card } = req.body;
      let charge;
      try {
        charge = await gateway.charge({ merchant: req.merchant, amount, currency, card });
      } catch (error) {
        logger.error({ err: error, merchant: req.merchant }, 'charge failed');
        return res.status(502).json({ error: 'gateway_failed' });
      }
      return res.status(201).json({ id: charge.id, amount, currency, status: charge.status });
    } catch (error) {
      return next(error);
    }
  });

  router.get('/:id', async (req, res, next) => {
    try {
      const charge = await gateway.find(req.merchant, req.params.id);
      if (!charge) return res.status(404).json({ error: 'not_found' });
      return res.json(charge);
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { paymentsRouter };

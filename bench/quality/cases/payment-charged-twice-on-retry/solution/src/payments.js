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
      const given = req.get('idempotency-key') ?? '';
      if (given.length < 1 || given.length > 200) {
        return res.status(400).json({ error: 'idempotency_key_required' });
      }
      const problem = problemOf(req.body);
      if (problem) return res.status(400).json({ error: problem });

      const { amount, currency, card } = req.body;
      const key = JSON.stringify([req.merchant, given]);
      const order = JSON.stringify([amount, currency, card]);
      if (!(await idempotency.claim(key, { order, answer: null }))) {
        const record = await idempotency.get(key);
        if (record && record.order !== order) return res.status(422).json({ error: 'idempotency_key_reused' });
        if (!record || !record.answer) return res.status(409).json({ error: 'request_in_progress' });
        return res.status(201).set('Idempotent-Replayed', 'true').json(record.answer);
      }

      let charge;
      try {
        charge = await gateway.charge({ merchant: req.merchant, amount, currency, card });
      } catch (error) {
        await idempotency.delete(key);
        logger.error({ err: error, merchant: req.merchant }, 'charge failed');
        return res.status(502).json({ error: 'gateway_failed' });
      }
      const answer = { id: charge.id, amount, currency, status: charge.status };
      await idempotency.set(key, { order, answer });
      return res.status(201).json(answer);
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

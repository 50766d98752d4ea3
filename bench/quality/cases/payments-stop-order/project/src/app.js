'use strict';

const express = require('express');

function createApp({ pool, gateway, events, log }) {
  const app = express();
  app.use(express.json());

  app.post('/payments', async (req, res, next) => {
    const { order, cents } = req.body ?? {};
    if (!Number.isInteger(order) || !Number.isInteger(cents) || cents <= 0) {
      return res.status(400).json({ error: 'order and cents are needed' });
    }
    try {
      const { id } = await gateway.charge(order, cents);
      await pool.query('INSERT INTO payments (id, order_id, cents) VALUES ($1, $2, $3)', [id, order, cents]);
      events.add('paid', id);
      return res.status(201).json({ id });
    } catch (error) {
      return next(error);
    }
  });

  app.get('/payments/:id', async (req, res, next) => {
    try {
      const { rows } = await pool.query('SELECT id, order_id, cents FROM payments WHERE id = $1', [req.params.id]);
      return rows.length ? res.json(rows[0]) : res.status(404).json({ error: 'no such payment' });
    } catch (error) {
      return next(error);
    }
  });

  // eslint-disable-next-line no-unused-vars
  app.use((error, req, res, next) => {
    log.error({ err: error }, 'request failed');
    res.status(500).json({ error: 'internal error' });
  });
  return app;
}

module.exports = { createApp };

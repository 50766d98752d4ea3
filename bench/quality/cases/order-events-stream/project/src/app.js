'use strict';

const express = require('express');

function createApp(events) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '50kb' }));

  app.get('/kitchens/:kitchen/events', (req, res) => events.subscribe(req, res));

  app.post('/kitchens/:kitchen/orders', (req, res) => {
    const { table, dishes } = req.body ?? {};
    if (!Number.isInteger(table) || !Array.isArray(dishes) || dishes.length === 0) {
      return res.status(400).json({ error: 'table and dishes are needed' });
    }
    const reached = events.publish(req.params.kitchen, 'order', { table, dishes });
    return res.status(202).json({ reached });
  });

  app.get('/admin/stats', (req, res) => res.json(events.stats()));

  return app;
}

module.exports = { createApp };

'use strict';

const express = require('express');
const { HttpError, notFound, jsonErrors } = require('./errors');

function createApp({ tickets, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '16kb' }));

  app.get('/tickets/:id', async (req, res, next) => {
    try {
      const ticket = await tickets.find(req.params.id);
      if (!ticket) throw new HttpError(410, 'this ticket is gone');
      res.json(ticket);
    } catch (error) {
      next(error);
    }
  });

  app.post('/tickets', async (req, res, next) => {
    try {
      res.status(201).json(await tickets.open(req.body));
    } catch (error) {
      next(error);
    }
  });

  app.use(notFound);
  app.use(jsonErrors(log));
  return app;
}

module.exports = { createApp };

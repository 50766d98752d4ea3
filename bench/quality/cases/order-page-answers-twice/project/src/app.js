import express from 'express';
import { ordersRouter } from './orders.js';

export function createApp({ orders, log }) {
  const app = express();
  app.disable('x-powered-by');
  app.use('/orders', ordersRouter(orders));
  app.use((error, req, res, next) => {
    log.error(error);
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

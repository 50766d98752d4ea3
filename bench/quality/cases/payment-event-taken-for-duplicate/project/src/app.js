import express from 'express';
import { paymentEvents } from './paymentEvents.js';

const TYPES = new Set(['payment.succeeded', 'payment.failed', 'payment.refunded']);

export function createApp({ pool, log }) {
  const app = express();
  const take = paymentEvents(pool, log);
  app.disable('x-powered-by');
  app.use(express.json({ limit: '64kb' }));

  // The signature was checked by the gateway.
  app.post('/webhooks/payments', async (req, res, next) => {
    const { id, type, orderId } = req.body ?? {};
    if (typeof id !== 'string' || !Number.isInteger(orderId)) return res.status(400).json({ error: 'not an event' });
    if (!TYPES.has(type)) return res.json({ received: true, ignored: true });
    try {
      const { duplicate } = await take({ id, type, orderId });
      return res.json({ received: true, duplicate });
    } catch (error) {
      return next(error);
    }
  });

  app.use((error, req, res, next) => {
    log.error({ path: req.path }, error.message);
    if (res.headersSent) return next(error);
    return res.status(error.status ?? 500).json({ error: 'not taken' });
  });
  return app;
}

import express from 'express';
import { healthRouter } from './health.js';

export function createApp({ pool, cache, lifecycle, logger, checkTimeoutMs }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthRouter({ pool, cache, lifecycle, logger, checkTimeoutMs }));

  app.get('/products/:id', async (req, res, next) => {
    try {
      const key = `product:${req.params.id}`;
      const cached = await cache.get(key);
      if (cached) return res.json(JSON.parse(cached));
      const { rows } = await pool.query('SELECT id, name FROM products WHERE id = $1', [Number(req.params.id)]);
      if (!rows.length) return res.status(404).json({ error: 'not_found' });
      await cache.set(key, JSON.stringify(rows[0]), 'EX', 60);
      return res.json(rows[0]);
    } catch (error) {
      return next(error);
    }
  });

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    logger.error({ event: 'request_failed', err: error });
    return res.status(500).json({ error: 'internal' });
  });
  return app;
}

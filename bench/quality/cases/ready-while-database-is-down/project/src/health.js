import { Router } from 'express';

/** What the orchestrator asks: whether we live, and whether we can take traffic. */
export function healthRouter({ pool, cache, lifecycle, logger, checkTimeoutMs = 1000 }) {
  const router = Router();

  router.get('/healthz', (req, res) => {
    res.json({ status: 'ok' });
  });

  router.get('/readyz', (req, res) => {
    res.json({ status: 'ready' });
  });

  return router;
}

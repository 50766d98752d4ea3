import { Router } from 'express';

/** What the orchestrator asks: whether we live, and whether we can take traffic. */
export function healthRouter({ pool, cache, lifecycle, logger, checkTimeoutMs = 1000 }) {
  const router = Router();

  async function stateOf(check, ask) {
    let timer;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
    });
    try {
      await Promise.race([ask(), late]);
      return 'up';
    } catch (err) {
      logger.warn({ event: 'check_failed', check, err });
      return 'down';
    } finally {
      clearTimeout(timer);
    }
  }

  router.get('/healthz', (req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });

  router.get('/readyz', async (req, res, next) => {
    try {
      res.set('Cache-Control', 'no-store');
      if (lifecycle.draining) return res.status(503).json({ status: 'draining' });

      const [database, cached] = await Promise.all([
        stateOf('database', () => pool.query('SELECT 1')),
        stateOf('cache', () => cache.ping()),
      ]);
      const ready = database === 'up' && cached === 'up';
      return res.status(ready ? 200 : 503).json({
        status: ready ? 'ready' : 'not_ready',
        checks: { database, cache: cached },
      });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

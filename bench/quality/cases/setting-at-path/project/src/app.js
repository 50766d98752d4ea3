import express from 'express';
import { getAt, setAt } from './path.js';

const FEWEST = 1;
const MOST = 12;

export function createApp(settings = {}) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '20kb' }));

  app.get('/settings', (req, res) => {
    if (req.query.path === undefined) return res.json(settings);
    const value = getAt(settings, String(req.query.path));
    if (value === undefined) return res.status(404).json({ error: 'no such setting' });
    return res.json({ value });
  });

  app.patch('/settings', (req, res, next) => {
    const { path, value } = req.body ?? {};
    const length = Array.isArray(path) ? path.length : String(path ?? '').length && FEWEST;
    if (length < FEWEST || length > MOST) return res.status(400).json({ error: 'a path is needed' });
    try {
      setAt(settings, path, value);
      return res.status(204).end();
    } catch (error) {
      if (error instanceof TypeError) return res.status(400).json({ error: error.message });
      return next(error);
    }
  });

  return app;
}

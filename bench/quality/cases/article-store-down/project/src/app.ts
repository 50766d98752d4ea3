import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { articlesRouter, type ArticleStore } from './articles.js';

export function createApp(store: ArticleStore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_req, res) => res.json({ ok: true }));
  app.use('/articles', articlesRouter(store));

  app.use((error: Error, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

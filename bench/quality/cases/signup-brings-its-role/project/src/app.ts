import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { accountsRouter } from './accounts.js';
import type { AccountStore } from './store.js';

export function createApp(store: AccountStore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '8kb' }));
  app.use('/accounts', accountsRouter(store));
  app.use((error: Error & { status?: number }, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    return res.status(error.status ?? 500).json({ error: 'request failed' });
  });
  return app;
}

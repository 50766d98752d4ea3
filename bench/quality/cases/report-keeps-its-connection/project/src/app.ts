import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Pool } from 'pg';
import { reportsRouter } from './reports.js';

export function createApp(pool: Pool): Express {
  const app = express();
  app.use(reportsRouter(pool));
  app.use((err: Error, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(err);
    res.status(500).json({ error: 'internal error' });
  });
  return app;
}

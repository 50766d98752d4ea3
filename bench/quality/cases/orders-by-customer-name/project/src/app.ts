import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Pool } from 'pg';
import { ordersRouter } from './orders.js';

export function createApp(pool: Pool): Express {
  const app = express();
  app.disable('x-powered-by');
  // The gateway has checked who it is, and sets this header itself.
  app.use((req, res, next) => {
    const company = Number(req.get('x-company-id'));
    if (!Number.isSafeInteger(company) || company < 1) return res.status(401).json({ error: 'unauthenticated' });
    res.locals.companyId = company;
    return next();
  });
  app.use('/orders', ordersRouter(pool));
  app.use((error: Error, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

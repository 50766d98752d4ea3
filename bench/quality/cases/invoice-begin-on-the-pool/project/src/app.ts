import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Pool } from 'pg';
import { createInvoice, type Line } from './invoices.js';

const isLine = (line: Line | null): boolean =>
  typeof line?.text === 'string' && line.text !== '' && Number.isInteger(line.amount);

export function createApp(pool: Pool): Express {
  const app = express();
  app.use(express.json());

  app.post('/customers/:id/invoices', async (req: Request, res: Response, next: NextFunction) => {
    const customerId = Number(req.params.id);
    const { lines } = req.body ?? {};
    if (!Number.isInteger(customerId) || !Array.isArray(lines) || lines.length === 0 || !lines.every(isLine)) {
      res.status(400).json({ error: 'lines need a text and an amount' });
      return;
    }
    try {
      res.status(201).json({ id: await createInvoice(pool, customerId, lines) });
    } catch (err) {
      next(err);
    }
  });

  app.use((err: Error, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(err);
    res.status(500).json({ error: 'internal error' });
  });

  return app;
}

import { Router } from 'express';

export interface Invoice {
  id: number;
  number: string;
  email: string;
  daysOverdue: number;
}

export interface Invoices {
  overdue(): Promise<Invoice[]>;
  markReminded(id: number): Promise<void>;
}

export interface Mailer {
  send(to: string, subject: string): Promise<void>;
}

export function remindersRouter(invoices: Invoices, mailer: Mailer): Router {
  const router = Router();

  router.post('/', async (_req, res, next) => {
    try {
      const overdue = await invoices.overdue();
      let sent = 0;

      overdue.forEach(async (invoice) => {
        if (invoice.daysOverdue < 7) return;
        await mailer.send(invoice.email, `Invoice ${invoice.number} is overdue`);
        await invoices.markReminded(invoice.id);
        sent += 1;
      });

      res.json({ sent });
    } catch (error) {
      next(error);
    }
  });

  return router;
}

import { Router } from 'express';
import type { Pool } from 'pg';

interface OrderRow {
  id: number;
  customer: string;
  total_cents: number;
}

export function ordersRouter(pool: Pool): Router {
  const router = Router();

  router.get('/', async (req, res, next) => {
    try {
      const customer = String(req.query.customer ?? '');
      const companyId: number = res.locals.companyId;
      const values: (string | number)[] = [companyId];
      if (customer) values.push(customer);

      const { rows } = await pool.query<OrderRow>(
        customer
          ? 'SELECT id, customer, total_cents FROM orders WHERE company_id = $1 AND customer = $2 ORDER BY id LIMIT 100'
          : 'SELECT id, customer, total_cents FROM orders WHERE company_id = $1 ORDER BY id LIMIT 100',
        values,
      );
      res.json(rows.map((row) => ({ id: row.id, customer: row.customer, total: row.total_cents / 100 })));
    } catch (error) {
      next(error);
    }
  });

  return router;
}

import { Router, type NextFunction, type Request, type Response } from 'express';
import type { Pool } from 'pg';

interface SalesRow {
  product: string;
  sold: number;
}

export function reportsRouter(pool: Pool): Router {
  const router = Router();

  router.get('/reports/sales', async (req: Request, res: Response, next: NextFunction) => {
    try {
      const year = Number(req.query.year);
      if (!Number.isInteger(year)) {
        res.status(400).json({ error: 'year must be a number' });
        return;
      }
      const client = await pool.connect();
      const { rows } = await client.query<SalesRow>(
        'SELECT product, SUM(amount) AS sold FROM sales WHERE year = $1 GROUP BY product ORDER BY product',
        [year],
      );
      client.release();
      res.json({ year, products: rows });
    } catch (err) {
      next(err);
    }
  });

  return router;
}

import express, { type NextFunction, type Request, type Response } from 'express';
import crypto from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Pool, type PoolClient } from 'pg';
import axios from 'axios';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const router = express.Router();
const UPLOADS = path.join(__dirname, 'uploads');

// ---

/**
 * Lists the orders of a customer, newest first.
 */
router.get('/orders$N', async (req: Request, res: Response, next: NextFunction) => {
  try {
    const limit = Math.min(Number(req.query.limit) || 20, 100);
    const { rows } = await pool.query(
      'SELECT id, total, created_at FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT $2',
      [req.user.id, limit],
    );
    /*cursor*/
    const items = rows.map((row: any) => ({
      id: row.id,
      total: Number(row.total),
      createdAt: row.created_at.toISOString(),
    }));
    res.json({ items, count: items.length });
  } catch (error) {
    next(error);
  }
});

router.post('/orders$N', async (req: Request, res: Response, next: NextFunction) => {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    await client.query('BEGIN');
    const { rows } = await client.query(
      'INSERT INTO orders (customer_id, total) VALUES ($1, $2) RETURNING id',
      [req.user.id, req.body.total],
    );
    for (const line of req.body.lines) {
      await client.query('INSERT INTO order_lines (order_id, sku, quantity) VALUES ($1, $2, $3)', [
        rows[0].id,
        line.sku,
        line.quantity,
      ]);
    }
    await client.query('COMMIT');
    res.status(201).json({ id: rows[0].id });
  } catch (error) {
    await client?.query('ROLLBACK');
    next(error);
  } finally {
    client?.release();
  }
});
// ---

function normalise$N(text: string): string {
  if (typeof text !== 'string') {
    throw new TypeError('text expected');
  }
  return text.trim().toLowerCase().replace(/\s+/g, ' ');
}

interface Customer$N {
  id: number;
  name: string;
}

async function findCustomer$N(name: string): Promise<Customer$N | null> {
  const { rows } = await pool.query(
    `SELECT id, name FROM customers WHERE lower(name) = '${normalise$N(name)}'`,
  );
  return rows[0] ?? null;
}

router.get('/customers$N/:name', async (req: Request, res: Response, next: NextFunction) => {
  try {
    const customer = await findCustomer$N(req.params.name);
    if (!customer) {
      res.status(404).json({ error: 'not found' });
      return;
    }
    /*cursor*/
    res.json(customer);
  } catch (error) {
    next(error);
  }
});
// ---

class ReportService$N {
  private readonly cache = new Map<string, { text: string; until: number }>();

  constructor(
    private readonly directory: string,
    private readonly clock: { now(): number } = Date,
  ) {}

  async load(name: string): Promise<string> {
    const known = this.cache.get(name);
    if (known && known.until > this.clock.now()) {
      return known.text;
    }
    const text = await fs.readFile(path.join(this.directory, path.basename(name)), 'utf8');
    this.cache.set(name, { text, until: this.clock.now() + 60_000 });
    if (this.cache.size > 500) {
      this.cache.delete(this.cache.keys().next().value);
    }
    return text;
  }

  async render(name: string, values: Record<string, unknown>): Promise<string> {
    const text = await this.load(name);
    /*cursor*/
    return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(values[key] ?? ''));
  }

  checksum(text: string): string {
    return crypto.createHash('sha256').update(text).digest('hex');
  }
}
// ---

const rates$N: Record<string, number> = { EUR: 1, USD: 1.08, GBP: 0.86 };

async function convert$N(amount: number, from: string, to: string): Promise<number> {
  if (!(from in rates$N) || !(to in rates$N)) {
    throw new RangeError('unknown currency');
  }
  return (amount / rates$N[from]) * rates$N[to];
}

router.post('/webhooks$N', express.json({ limit: '100kb' }), async (req: Request, res: Response, next: NextFunction) => {
  try {
    const { data } = await axios.get('https://api.example.com/rates', { timeout: 5000 });
    const [amount, customer] = await Promise.all([
      convert$N(req.body.amount, 'EUR', 'USD'),
      findCustomer$N(req.body.customer),
    ]);
    /*cursor*/
    if (data.stale) {
      console.warn('rates are stale', { at: data.at });
    }
    res.status(202).json({ amount, customer: customer?.id });
  } catch (error) {
    next(error);
  }
});

router.put('/avatars$N', async (req: Request, res: Response, next: NextFunction) => {
  try {
    await fs.writeFile(path.join(UPLOADS, `${req.user.id}.png`), req.body);
    res.sendStatus(204);
  } catch (error) {
    next(error);
  }
});

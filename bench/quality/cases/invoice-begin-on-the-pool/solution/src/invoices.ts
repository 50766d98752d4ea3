import type { Pool } from 'pg';

export interface Line {
  text: string;
  amount: number;
}

export async function createInvoice(pool: Pool, customerId: number, lines: Line[]): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: number }>(
      'INSERT INTO invoices (customer_id) VALUES ($1) RETURNING id',
      [customerId],
    );
    const invoiceId = rows[0].id;
    for (const line of lines) {
      await client.query('INSERT INTO invoice_lines (invoice_id, text, amount) VALUES ($1, $2, $3)', [
        invoiceId,
        line.text,
        line.amount,
      ]);
    }
    await client.query('COMMIT');
    return invoiceId;
  } catch (err) {
    await client.query('ROLLBACK');
    throw err;
  } finally {
    client.release();
  }
}

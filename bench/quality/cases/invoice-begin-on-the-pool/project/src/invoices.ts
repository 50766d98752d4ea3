import type { Pool } from 'pg';

export interface Line {
  text: string;
  amount: number;
}

export async function createInvoice(pool: Pool, customerId: number, lines: Line[]): Promise<number> {
  await pool.query('BEGIN');
  try {
    const { rows } = await pool.query<{ id: number }>(
      'INSERT INTO invoices (customer_id) VALUES ($1) RETURNING id',
      [customerId],
    );
    const invoiceId = rows[0].id;
    for (const line of lines) {
      await pool.query('INSERT INTO invoice_lines (invoice_id, text, amount) VALUES ($1, $2, $3)', [
        invoiceId,
        line.text,
        line.amount,
      ]);
    }
    await pool.query('COMMIT');
    return invoiceId;
  } catch (err) {
    await pool.query('ROLLBACK');
    throw err;
  }
}

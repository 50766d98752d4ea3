import type { Pool } from 'pg';
import { inTransaction } from './db/transaction.js';

export class SeatTakenError extends Error {
  override name = 'SeatTakenError';
}

/** Books the seats for a customer, all or none. */
export async function book(pool: Pool, show: number, seats: string[], customer: number): Promise<number> {
  return inTransaction(
    pool,
    async (client) => {
      for (const seat of [...seats].sort()) {
        const { rows } = await client.query('SELECT customer FROM seats WHERE show = $1 AND seat = $2', [show, seat]);
        if (rows.length > 0) throw new SeatTakenError(seat);
        await client.query('INSERT INTO seats (show, seat, customer) VALUES ($1, $2, $3)', [show, seat, customer]);
      }
      return seats.length;
    },
    { isolation: 'SERIALIZABLE', attempts: 4 },
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

export interface TransactionOptions {
  /** How often `work` may run in all. */
  attempts?: number;
  isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  /** Pause before the second attempt in ms; doubles each time. */
  pauseMs?: number;
}

/** An error as the server reports it, with its SQLSTATE. */
export interface DatabaseError extends Error {
  code?: string;
}

/** Runs `work` in a transaction and gives its result. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  { attempts = 3, isolation = 'READ COMMITTED', pauseMs = 20 }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    try {
      await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      const { code } = error as DatabaseError;
      const again = code === '40001' || code === '40P01';
      if (!again || attempt >= attempts) throw error;
    } finally {
      client.release();
    }
    await pause(pauseMs * 2 ** (attempt - 1));
  }
}

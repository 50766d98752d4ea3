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
  const client = await pool.connect();
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        if (attempt >= attempts) {
          await client.query('ROLLBACK');
          throw error;
        }
        await pause(pauseMs * 2 ** (attempt - 1));
      }
    }
  } finally {
    client.release();
  }
}

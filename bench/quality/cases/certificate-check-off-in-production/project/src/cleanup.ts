import pg from 'pg';
import { databaseOptions } from './database-options.js';

/** Deletes the sessions that ended more than a month ago; gives how many there were. */
export async function cleanUp(pool: pg.Pool, now = new Date()): Promise<number> {
  const before = new Date(now.getTime() - 30 * 24 * 60 * 60 * 1000);
  const { rowCount } = await pool.query('DELETE FROM sessions WHERE ended_at < $1', [before.toISOString()]);
  return rowCount ?? 0;
}

export async function main(): Promise<void> {
  const pool = new pg.Pool(databaseOptions(process.env));
  try {
    console.log(`sessions deleted: ${await cleanUp(pool)}`);
  } finally {
    await pool.end();
  }
}

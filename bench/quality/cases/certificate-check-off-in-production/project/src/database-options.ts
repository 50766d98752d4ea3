import { readFileSync } from 'node:fs';

export interface Environment {
  DATABASE_URL?: string;
  /** Path of a PEM file with the authority that signed the certificate of the database. */
  DATABASE_CA_FILE?: string;
  NODE_ENV?: string;
}

export interface DatabaseOptions {
  connectionString: string;
  max: number;
  ssl: false | { rejectUnauthorized: true; ca?: string };
}

/** Options of the pool, read once at start. */
export function databaseOptions(env: Environment): DatabaseOptions {
  const { DATABASE_URL: connectionString, DATABASE_CA_FILE: file, NODE_ENV } = env;
  if (!connectionString) throw new Error('DATABASE_URL is not set');

  const local = NODE_ENV !== 'production' && new URL(connectionString).hostname === 'localhost';
  if (local) return { connectionString, max: 2, ssl: false };

  const ca = file ? readFileSync(file, 'utf8') : undefined;
  return { connectionString, max: 10, ssl: { rejectUnauthorized: true, ...(ca && { ca }) } };
}

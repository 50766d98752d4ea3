import Redis from 'ioredis';
import pg from 'pg';
import { createApp } from './app.js';

const lifecycle = { draining: false };
const logger = { warn: console.warn, error: console.error };
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const cache = new Redis(process.env.REDIS_URL);

const server = createApp({ pool, cache, lifecycle, logger }).listen(Number(process.env.PORT ?? 3000));

process.once('SIGTERM', () => {
  lifecycle.draining = true;
  // The load balancer looks every five seconds.
  setTimeout(() => server.close(() => process.exit(0)), 7000);
});

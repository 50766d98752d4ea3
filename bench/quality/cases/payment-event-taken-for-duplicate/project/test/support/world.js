import pg from 'pg';
import request from 'supertest';
import { createApp } from '../../src/app.js';

export const { memory } = pg;

export async function world() {
  await memory.reset(`
    CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL);
    CREATE TABLE payment_events (id TEXT PRIMARY KEY, type TEXT, order_id INTEGER);
    INSERT INTO orders VALUES (1, 'open'), (2, 'open');
  `);
  const lines = [];
  const note = (level) => (fields, text) => lines.push({ level, text, ...fields });
  const log = { info: note('info'), warn: note('warn'), error: note('error') };
  const app = createApp({ pool: new pg.Pool(), log });
  return {
    lines,
    send: (event) => request(app).post('/webhooks/payments').send(event),
    status: async (id) => (await memory.all(`SELECT status FROM orders WHERE id = ${id}`))[0].status,
    updates: () => memory.log.filter(({ text }) => /^\s*UPDATE orders/i.test(text)).length,
  };
}

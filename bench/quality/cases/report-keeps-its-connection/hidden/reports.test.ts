import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE sales (product TEXT, year INTEGER, amount INTEGER);
    INSERT INTO sales VALUES ('pen', 2024, 3);
  `),
);

test('a query that fails gives its connection back', async () => {
  const app = createApp(new Pool({ max: 2 }));
  for (let n = 0; n < 2; n += 1) {
    memory.fail(/sales/, new Error('canceling statement due to statement timeout'));
    const { status } = await request(app).get('/reports/sales?year=2024');
    assert.ok(status >= 500, `${status}`);
    assert.equal(memory.open, 0);
  }
  const { body } = await request(app).get('/reports/sales?year=2024').expect(200);
  assert.deepEqual(body, { year: 2024, products: [{ product: 'pen', sold: 3 }] });
  assert.equal(memory.open, 0);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE sales (product TEXT, year INTEGER, amount INTEGER);
    INSERT INTO sales VALUES ('pen', 2024, 3), ('ink', 2024, 2), ('pen', 2024, 4), ('pen', 2023, 9);
  `),
);

test('the sales of a year', async () => {
  const { body } = await request(createApp(new Pool())).get('/reports/sales?year=2024').expect(200);
  assert.deepEqual(body, { year: 2024, products: [{ product: 'ink', sold: 2 }, { product: 'pen', sold: 7 }] });
  assert.equal(memory.open, 0);
});

test('a year is needed', async () => {
  await request(createApp(new Pool())).get('/reports/sales?year=last').expect(400);
  assert.equal(memory.open, 0);
});

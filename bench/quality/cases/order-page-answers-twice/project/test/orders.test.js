import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const LINES = [
  { sku: 'rope', price: 1200, quantity: 2 },
  { sku: 'sail', price: 90000, quantity: 1 },
];
let logged;
let app;

beforeEach(() => {
  logged = [];
  app = createApp({
    orders: {
      latest: async (most) => [{ id: '7' }].slice(0, most),
      find: async (id) => {
        if (id === '500') throw new Error('connection lost');
        return { id, customer: 'Ann' };
      },
      linesOf: async (id) => (id === '7' ? LINES : []),
    },
    log: { error: (error) => logged.push(error.message) },
  });
});

test('an order has its lines and their total', async () => {
  await request(app).get('/orders/7').expect(200, { id: '7', customer: 'Ann', lines: LINES, total: 92400 });
});

test('an order without lines costs nothing', async () => {
  await request(app).get('/orders/8').expect(200, { id: '8', customer: 'Ann', lines: [], total: 0 });
});

test('what fails is logged', async () => {
  await request(app).get('/orders/500').expect(500, { error: 'internal error' });
  assert.deepEqual(logged, ['connection lost']);
});

test('the latest orders', () => request(app).get('/orders').expect(200, [{ id: '7' }]));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { createApp } from '../src/app.js';

test('an order that is not there is answered once', async () => {
  const logged = [];
  const app = createApp({
    orders: {
      latest: async () => [],
      find: async (id) => (id === '7' ? { id, customer: 'Ann' } : null),
      linesOf: async () => [],
    },
    log: { error: (error) => logged.push(error.message) },
  });
  const { status, body } = await request(app).get('/orders/404');
  assert.equal(status, 404);
  assert.equal(body.error, 'no such order');
  await wait(50);
  assert.deepEqual(logged, []);
  await request(app).get('/orders/7').expect(200, { id: '7', customer: 'Ann', lines: [], total: 0 });
});

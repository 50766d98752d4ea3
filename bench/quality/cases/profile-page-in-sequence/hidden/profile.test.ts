import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/profile.js';

test('all three calls begin before one of them ends', async () => {
  const asked: string[] = [];
  let open!: () => void;
  let tooLong = false;
  const gate = new Promise<void>((resolve) => (open = resolve));
  // Opens only to let a test end that has failed already.
  const timer = setTimeout(() => {
    tooLong = true;
    open();
  }, 3000);
  const answer = async <T>(name: string, id: string, value: T): Promise<T> => {
    asked.push(`${name} ${id}`);
    if (asked.length === 3) open();
    await gate;
    return value;
  };
  const app = createApp({
    getUser: (id) => answer('user', id, { id, name: 'Bob' }),
    getOrders: (id) => answer('orders', id, [{ id: 'x', total: 3 }]),
    getReviews: (id) => answer('reviews', id, [{ stars: 1 }, { stars: 2 }]),
  });
  const { body } = await request(app).get('/users/9/profile').expect(200);
  clearTimeout(timer);
  assert.equal(tooLong, false, `only these calls were under way: ${asked[0]}`);
  assert.deepEqual([...asked].sort(), ['orders 9', 'reviews 9', 'user 9']);
  assert.deepEqual(body, { id: '9', name: 'Bob', orders: 1, spent: 3, reviews: 2 });
});

test('when all services fail, the answer is still an error', async () => {
  const fail = () => Promise.reject(new Error('down'));
  const app = createApp({ getUser: fail, getOrders: fail, getReviews: fail });
  const { status } = await request(app).get('/users/9/profile');
  assert.ok(status >= 500, `${status}`);
});

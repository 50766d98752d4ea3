import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp, type Services } from '../src/profile.js';

const services: Services = {
  getUser: async (id) => ({ id, name: 'Ann' }),
  getOrders: async () => [{ id: 'a', total: 20 }, { id: 'b', total: 5 }],
  getReviews: async () => [{ stars: 5 }],
};

test('the profile sums up what the services know', async () => {
  const { body } = await request(createApp(services)).get('/users/7/profile').expect(200);
  assert.deepEqual(body, { id: '7', name: 'Ann', orders: 2, spent: 25, reviews: 1 });
});

test('a service that fails makes a 502', async () => {
  const getReviews = async () => {
    throw new Error('down');
  };
  await request(createApp({ ...services, getReviews })).get('/users/7/profile').expect(502);
});

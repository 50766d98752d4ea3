import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp, type Dependencies } from '../src/app.js';

const quiet = { info() {}, warn() {}, error() {} };

const dependencies: Dependencies = {
  catalog: { find: async (id) => (id === '1' ? { id, name: 'Lamp' } : null) },
  recommender: { similarTo: async () => Array.from({ length: 12 }, (_, n) => `p${n}`) },
  logger: quiet,
};

test('a product', async () => {
  await request(createApp(dependencies)).get('/products/1').expect(200, { id: '1', name: 'Lamp' });
  await request(createApp(dependencies)).get('/products/2').expect(404);
});

test('ten recommendations at most', async () => {
  const { body } = await request(createApp(dependencies)).get('/products/1/recommendations').expect(200);
  assert.equal(body.products.length, 10);
});

test('without the service there are none', async () => {
  const similarTo = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const app = createApp({ ...dependencies, recommender: { similarTo } });
  await request(app).get('/products/1/recommendations').expect(200, { products: [] });
});

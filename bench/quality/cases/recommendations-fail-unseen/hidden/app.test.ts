import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import request from 'supertest';
import { createApp } from '../src/app.js';

function app(similarTo: (id: string) => Promise<string[]>) {
  const loud: string[] = [];
  const logger = {
    info() {},
    warn: (...given: unknown[]) => void loud.push(inspect(given, { depth: 5 })),
    error: (...given: unknown[]) => void loud.push(inspect(given, { depth: 5 })),
  };
  const catalog = { find: async () => null };
  return { loud, server: createApp({ catalog, recommender: { similarTo }, logger }) };
}

test('an error of the service is logged, the answer stays', async () => {
  const { loud, server } = app(() => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7')));
  await request(server).get('/products/8/recommendations').expect(200, { products: [] });
  assert.ok(
    loud.some((one) => one.includes('connect ECONNREFUSED 10.0.0.7')),
    `logged as warning or error: ${loud.join('; ') || 'nothing'}`,
  );
});

test('nothing loud is logged when all is well', async () => {
  const { loud, server } = app(async () => ['a', 'b']);
  await request(server).get('/products/8/recommendations').expect(200, { products: ['a', 'b'] });
  assert.deepEqual(loud, []);
});

import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../src/app.js';
import { RATE, startProvider } from './support/provider.js';

let app: FastifyInstance;
let server: Server;

before(async () => {
  const provider = await startProvider(new Map([['/v1/latest/USD', RATE]]));
  server = provider.server;
  app = createApp({ ratesUrl: provider.url });
});

after(async () => {
  await app.close();
  server.close();
});

test('the rate of a currency', async () => {
  const answer = await app.inject('/rates/USD');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { currency: 'USD', rate: 1.0832, asOf: '2024-05-03' });
});

test('what is no currency is not asked for', async () => {
  assert.equal((await app.inject('/rates/usd')).statusCode, 400);
  assert.equal((await app.inject('/rates/EURO')).statusCode, 400);
});

test('the service is healthy without its provider', async () => {
  assert.deepEqual((await app.inject('/health')).json(), { ok: true });
});

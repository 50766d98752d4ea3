import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../src/app.js';
import { type Answer, RATE, startProvider } from '../test/support/provider.js';

const answers = new Map<string, Answer>();
let app: FastifyInstance;
let server: Server;

before(async () => {
  const provider = await startProvider(answers);
  server = provider.server;
  app = createApp({ ratesUrl: provider.url });
});

after(async () => {
  await app.close();
  server.close();
});

test('a provider that fails is a failure of ours, until it is back', async () => {
  for (const status of [500, 503]) {
    answers.set('/v1/latest/USD', [status, 'application/json', '{"message":"database is down"}']);
    const answer = await app.inject('/rates/USD');
    assert.ok(answer.statusCode >= 500, `${answer.statusCode}`);
  }
  answers.set('/v1/latest/USD', [502, 'text/html', '<h1>Bad gateway</h1>']);
  assert.ok((await app.inject('/rates/USD')).statusCode >= 500);

  answers.set('/v1/latest/USD', RATE);
  const answer = await app.inject('/rates/USD');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { currency: 'USD', rate: 1.0832, asOf: '2024-05-03' });
});

test('a currency that the provider refuses has no rate', async () => {
  const unknown = await app.inject('/rates/XXX');
  assert.ok(unknown.statusCode >= 400, `${unknown.statusCode}`);
  answers.set('/v1/latest/CHF', [429, 'application/json', '{"message":"too many requests"}']);
  const limited = await app.inject('/rates/CHF');
  assert.ok(limited.statusCode >= 400, `${limited.statusCode}`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { child } from './support/child.js';

const app = (state = {}) => createApp({ state, log() {}, effort: 1 });

test('a thumbnail has its size', async () => {
  await request(app()).get('/thumbnails/cat?size=64').expect(200, { name: 'cat', size: 64, bytes: 4096 });
  await request(app()).get('/thumbnails/cat?size=65').expect(400);
});

test('a server that stops is alive, but not ready', async () => {
  await request(app({ stopping: true })).get('/health').expect(200);
  await request(app({ stopping: true })).get('/ready').expect(503);
  await request(app()).get('/ready').expect(200);
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`an idle server ends on ${signal}`, async () => {
    const server = await child();
    assert.equal((await server.get('/health')).status, 200);
    server.kill(signal);
    assert.deepEqual(await server.exit(), { code: 0, signal: null });
  });
}

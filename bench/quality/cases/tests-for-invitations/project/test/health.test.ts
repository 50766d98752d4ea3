import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app';
import { MemoryStore } from './support/memory-store';

test('the service says that it works', async () => {
  const app = createApp({ store: new MemoryStore(), userOf: () => null });
  const answer = await app.inject('/healthz');
  assert.equal(answer.statusCode, 200);
  await app.close();
});

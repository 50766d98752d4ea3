import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { CacheService } from '../src/cache.service.js';
import { ContributorsController } from '../src/contributors.controller.js';
import { HealthController } from '../src/health.controller.js';

test('names that are asked for once do not pile up', async () => {
  const github = { stats: async (username: string) => ({ username, commits: 0, pullRequests: 0 }) };
  const app = await NestFactory.createApplicationContext(AppModule.with(github, { maxEntries: 20 }), { logger: false });
  try {
    const contributors = app.get(ContributorsController);
    for (let n = 0; n < 300; n += 1) {
      assert.equal((await contributors.stats(`user-${n}`)).username, `user-${n}`);
    }
    const { cached } = app.get(HealthController).health();
    assert.ok(cached <= 20, `${cached} entries`);
    assert.ok(cached >= 1);
  } finally {
    await app.close();
  }
});

test('never more entries than allowed, and the newest is among them', () => {
  const cache = new CacheService({ ttlMs: 60_000, maxEntries: 50 });
  for (let n = 0; n < 5000; n += 1) {
    cache.set(`key-${n}`, n);
    assert.ok(cache.size <= 50, `${cache.size} entries`);
    assert.equal(cache.get(`key-${n}`), n);
  }
});

test('nothing is given up early while there is room', () => {
  const cache = new CacheService({ ttlMs: 60_000, maxEntries: 50 });
  for (let n = 0; n < 50; n += 1) cache.set(`key-${n}`, n);
  for (let n = 0; n < 50; n += 1) assert.equal(cache.get(`key-${n}`), n);
});

test('values that say nothing are kept, too', () => {
  const cache = new CacheService({ ttlMs: 60_000, maxEntries: 5 });
  cache.set('none', null);
  cache.set('zero', 0);
  assert.equal(cache.get('none'), null);
  assert.equal(cache.get('zero'), 0);
});

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { CacheService } from '../src/cache.service.js';
import { ContributorsController } from '../src/contributors.controller.js';
import { HealthController } from '../src/health.controller.js';

let app: INestApplicationContext;
let asked: string[] = [];

const github = {
  async stats(username: string) {
    asked.push(username);
    return username.startsWith('nobody') ? null : { username, commits: 3, pullRequests: 1 };
  },
};

before(async () => {
  app = await NestFactory.createApplicationContext(AppModule.with(github), { logger: false });
});
after(() => app.close());
beforeEach(() => {
  asked = [];
});

test('statistics are asked for once', async () => {
  const contributors = app.get(ContributorsController);
  const body = { username: 'ann', commits: 3, pullRequests: 1 };
  assert.deepEqual(await contributors.stats('ann'), body);
  assert.deepEqual(await contributors.stats('Ann'), body);
  assert.deepEqual(asked, ['ann']);
});

test('an unknown contributor is remembered, too', async () => {
  const contributors = app.get(ContributorsController);
  await assert.rejects(contributors.stats('nobody'), { status: 404 });
  await assert.rejects(contributors.stats('nobody'), { status: 404 });
  assert.deepEqual(asked, ['nobody']);
});

test('what cannot be a user name is refused', async () => {
  await assert.rejects(app.get(ContributorsController).stats('-a/b'), { status: 400 });
  assert.deepEqual(asked, []);
});

test('the health page says how many entries there are', () => {
  assert.deepEqual(app.get(HealthController).health(), { status: 'ok', cached: 2 });
});

test('an entry is gone after its time, or when it is deleted', async () => {
  const cache = new CacheService({ ttlMs: 20, maxEntries: 10 });
  cache.set('a', 1);
  cache.set('b', 2, 60_000);
  cache.set('c', null);
  assert.equal(cache.get('c'), null);
  cache.delete('c');
  assert.equal(cache.get('c'), undefined);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.get('b'), 2);
});

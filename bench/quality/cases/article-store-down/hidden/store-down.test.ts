import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import type { ArticleStore } from '../src/articles.js';

const KNOTS = { slug: 'knots', title: 'Knots', body: 'Over, under.', publishedAt: '2024-05-03' };
const down = async (): Promise<never> => {
  throw new Error('connect ECONNREFUSED 127.0.0.1:5432');
};

let stray: unknown[];
const note = (error: unknown) => stray.push(error);

beforeEach(() => {
  stray = [];
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

const cases: [string, ArticleStore][] = [
  ['article', { findBySlug: down, related: async () => [] }],
  ['related articles', { findBySlug: async () => KNOTS, related: down }],
];

for (const [what, store] of cases) {
  test(`a database that is away is answered (${what})`, async () => {
    const app = createApp(store);
    const { status } = await request(app).get('/articles/knots').timeout(3000);
    // An article without its related ones is an answer, too.
    assert.ok(status >= 500 || (what === 'related articles' && status === 200), `${status}`);
    assert.deepEqual(stray, []);
    await request(app).get('/health').expect(200, { ok: true });
  });
}

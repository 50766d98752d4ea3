import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import type { Article } from '../src/articles.js';

const ARTICLES: Article[] = [
  { slug: 'knots', title: 'Knots', body: 'Over, under.', publishedAt: '2024-05-03' },
  { slug: 'draft', title: 'Draft', body: 'To be done.', publishedAt: null },
];

const asked: unknown[] = [];
const app = createApp({
  findBySlug: async (slug) => ARTICLES.find((article) => article.slug === slug),
  related: async (...given) => {
    asked.push(given);
    return ['ropes', 'sails'];
  },
});

test('an article with what belongs to it', async () => {
  const { body } = await request(app)
    .get('/articles/knots')
    .expect(200)
    .expect('cache-control', 'public, max-age=60');
  assert.deepEqual(body, {
    title: 'Knots',
    body: 'Over, under.',
    publishedAt: '2024-05-03',
    related: ['ropes', 'sails'],
  });
  assert.deepEqual(asked, [['knots', 3]]);
});

test('neither a draft nor a missing article is shown', async () => {
  await request(app).get('/articles/draft').expect(404, { error: 'no such article' });
  await request(app).get('/articles/nothing').expect(404, { error: 'no such article' });
});

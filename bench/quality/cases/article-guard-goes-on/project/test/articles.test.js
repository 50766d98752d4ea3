'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { newsroom, OPEN, DRAFT } = require('./support/articles');

test('an article', async () => {
  const { app } = newsroom();
  const { body } = await request(app).get(`/articles/${OPEN}`).expect(200);
  assert.deepEqual(body, { id: OPEN, title: 'Tea', text: 'All about tea' });
});

test('a draft is shown to its author', async () => {
  const { app } = newsroom();
  await request(app).get(`/articles/${DRAFT}`).set('x-user', 'ann').expect(200);
});

test('the author renames and removes', async () => {
  const { app, kept } = newsroom();
  await request(app).put(`/articles/${OPEN}/title`).set('x-user', 'ann').send({ title: 'Green tea' }).expect(204);
  assert.equal(kept.get(OPEN).title, 'Green tea');
  await request(app).delete(`/articles/${OPEN}`).set('x-user', 'ann').expect(204);
  assert.equal(kept.has(OPEN), false);
});

test('another user is told no', async () => {
  const { app } = newsroom();
  await request(app).delete(`/articles/${OPEN}`).set('x-user', 'bob').expect(403);
});

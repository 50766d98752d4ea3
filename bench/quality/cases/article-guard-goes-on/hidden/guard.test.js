'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { newsroom, OPEN, DRAFT } = require('../test/support/articles');

async function quiet() {
  for (let n = 0; n < 6; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function refused(room, ask, status, error) {
  const { body } = await ask.timeout(3000).expect(status);
  await quiet();
  if (error) assert.deepEqual(body, { error });
  assert.equal(room.log.length, 1, room.log.map(String).join('; '));
  assert.deepEqual(room.asked.filter(([what]) => what !== 'find'), []);
}

test('somebody else removes nothing', async () => {
  const room = newsroom();
  await refused(room, request(room.app).delete(`/articles/${OPEN}`).set('x-user', 'bob'), 403, 'not your article');
  assert.ok(room.kept.has(OPEN));
});

test('nobody at all renames nothing, and is asked to sign in', async () => {
  const room = newsroom();
  await refused(room, request(room.app).put(`/articles/${OPEN}/title`).send({ title: 'x' }), 401, 'sign in first');
  assert.equal(room.kept.get(OPEN).title, 'Tea');
});

test('a draft is for its author alone', async () => {
  const room = newsroom();
  await refused(room, request(room.app).get(`/articles/${DRAFT}`).set('x-user', 'bob'), 404, 'no such article');
});

test('an article that is not there', async () => {
  const room = newsroom();
  await refused(room, request(room.app).get('/articles/cccccccccccc'), 404, 'no such article');
  const other = newsroom();
  await refused(other, request(other.app).delete('/articles/cccccccccccc').set('x-user', 'bob'), 404, 'no such article');
});

test('what is no id is not looked up', async () => {
  const room = newsroom();
  await refused(room, request(room.app).get('/articles/nope'), 404, 'no such article');
  assert.deepEqual(room.asked, []);
});

test('a failing database is one error', async () => {
  const room = newsroom({ broken: true });
  await refused(room, request(room.app).get(`/articles/${OPEN}`), 500, 'internal error');
  assert.equal(room.log[0].message, 'connection lost');
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { buildApp } from '../src/articles.js';
import { ArticleRepository } from '../src/repository.js';

let app;
let time;

beforeEach(() => {
  time = new Date('2024-03-01T12:00:00Z');
  app = buildApp({ articles: new ArticleRepository(), now: () => time });
});

const send = async (method, url, payload) => {
  const answer = await app.inject({ method, url, payload });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
};

test('an article is created and read', async () => {
  const made = await send('POST', '/articles', { title: 'Flood', tags: ['local'] });
  assert.equal(made.status, 201);
  assert.equal(made.headers.location, '/articles/1');
  assert.deepEqual((await send('GET', '/articles/1')).body, {
    title: 'Flood',
    summary: null,
    tags: ['local'],
    createdAt: '2024-03-01T12:00:00.000Z',
    updatedAt: '2024-03-01T12:00:00.000Z',
    id: '1',
  });
});

test('a blank title is refused', async () => {
  const { status, body } = await send('POST', '/articles', { title: '  ' });
  assert.equal(status, 400);
  assert.deepEqual(body, { error: 'invalid_field', field: 'title' });
});

test('a patch with all fields changes all of them, and the time', async () => {
  await send('POST', '/articles', { title: 'Flood', summary: 'Rain', tags: ['local'] });
  time = new Date('2024-03-02T08:00:00Z');
  const { status, body } = await send('PATCH', '/articles/1', { title: 'Flood over', summary: 'Dry', tags: [] });
  assert.equal(status, 200);
  assert.equal(body.title, 'Flood over');
  assert.equal(body.summary, 'Dry');
  assert.deepEqual(body.tags, []);
  assert.equal(body.createdAt, '2024-03-01T12:00:00.000Z');
  assert.equal(body.updatedAt, '2024-03-02T08:00:00.000Z');
  assert.deepEqual((await send('GET', '/articles/1')).body, body);
});

test('an article that is not there cannot be patched', async () => {
  const { status, body } = await send('PATCH', '/articles/9', { title: 'x' });
  assert.equal(status, 404);
  assert.deepEqual(body, { error: 'not_found' });
});

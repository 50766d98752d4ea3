import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { buildApp } from '../src/articles.js';
import { ArticleRepository } from '../src/repository.js';

let app;
let time;
let before;

beforeEach(async () => {
  time = new Date('2024-03-01T12:00:00Z');
  app = buildApp({ articles: new ArticleRepository(), now: () => time });
  const payload = { title: 'Flood', summary: 'Rain', tags: ['local', 'weather'] };
  before = (await app.inject({ method: 'POST', url: '/articles', payload })).json();
  time = new Date('2024-03-02T08:00:00Z');
});

async function patch(payload) {
  const answer = await app.inject({
    method: 'PATCH',
    url: '/articles/1',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(payload),
  });
  return { status: answer.statusCode, body: answer.json() };
}

const stored = async () => (await app.inject({ url: '/articles/1' })).json();
const LATER = '2024-03-02T08:00:00.000Z';

for (const change of [{ title: 'Flood over' }, { summary: 'Dry' }, { summary: '' }, { summary: null }, { tags: [] }]) {
  test(`only what is sent changes: ${JSON.stringify(change)}`, async () => {
    const { status, body } = await patch(change);
    assert.equal(status, 200);
    assert.deepEqual(body, { ...before, ...change, updatedAt: LATER });
    assert.deepEqual(await stored(), body);
  });
}

test('an empty patch changes nothing, the time neither', async () => {
  assert.deepEqual(await patch({}), { status: 200, body: before });
  assert.deepEqual(await stored(), before);
});

const wrong = [
  ['title', { title: null }],
  ['title', { title: '   ' }],
  ['title', { title: 7 }],
  ['summary', { summary: 7 }],
  ['tags', { tags: null }],
  ['tags', { tags: 'local' }],
  ['tags', { tags: ['local', 3] }],
  ['id', { id: '2' }],
  ['createdAt', { createdAt: '2020-01-01T00:00:00.000Z' }],
  ['updatedAt', { updatedAt: '2020-01-01T00:00:00.000Z' }],
  ['author', { author: 'me' }],
];
for (const [field, payload] of wrong) {
  test(`${JSON.stringify(payload)} is refused`, async () => {
    assert.deepEqual(await patch(payload), { status: 400, body: { error: 'invalid_field', field } });
    assert.deepEqual(await stored(), before);
  });
}

test('one wrong field leaves the good ones unchanged, too', async () => {
  assert.deepEqual(await patch({ title: 'New', tags: 5 }), {
    status: 400,
    body: { error: 'invalid_field', field: 'tags' },
  });
  assert.deepEqual(await patch({ colour: 'red', title: 'New' }), {
    status: 400,
    body: { error: 'invalid_field', field: 'colour' },
  });
  assert.deepEqual(await stored(), before);
});

for (const payload of [['title'], 'title', null, 12]) {
  test(`a body that is ${JSON.stringify(payload)} is refused`, async () => {
    assert.deepEqual(await patch(payload), { status: 400, body: { error: 'invalid_body' } });
    assert.deepEqual(await stored(), before);
  });
}

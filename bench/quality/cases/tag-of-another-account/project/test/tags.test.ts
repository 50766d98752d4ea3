import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notes } from './support/notes.js';

test('one sees the own tags', async () => {
  const { send } = await notes();
  assert.deepEqual((await send(10, 'GET', '/tags')).json().map((tag: any) => tag.name), ['job', 'work']);
  assert.equal((await send(NaN, 'GET', '/tags')).statusCode, 401);
});

test('a tag gets another name, its icon stays', async () => {
  const { send } = await notes();
  const answer = await send(10, 'PATCH', '/tags/2', { name: 'career' });
  assert.deepEqual(answer.json(), { id: 2, name: 'career', icon: 'bag' });
  assert.deepEqual((await send(10, 'GET', '/tags')).json()[0], { id: 2, name: 'career', icon: 'bag' });
});

test('two tags become one', async () => {
  const { send, state } = await notes();
  assert.equal((await send(10, 'POST', '/tags/2/merge', { into: 1 })).statusCode, 204);
  const { tags, links } = await state();
  assert.deepEqual(tags.map((tag: any) => tag.id), [1, 3, 4]);
  assert.deepEqual(links, [[100, 1], [101, 1], [102, 1], [200, 3], [201, 4]]);
});

test('a tag is removed from its notes', async () => {
  const { send, state } = await notes();
  assert.equal((await send(10, 'DELETE', '/tags/1')).statusCode, 204);
  assert.deepEqual((await state()).links, [[101, 2], [102, 2], [200, 3], [201, 4]]);
});

test('a tag that is not there', async () => {
  const { send } = await notes();
  assert.equal((await send(10, 'PATCH', '/tags/99', { name: 'x' })).statusCode, 404);
  assert.equal((await send(10, 'POST', '/tags/1/merge', { into: 99 })).statusCode, 404);
  assert.equal((await send(10, 'DELETE', '/tags/99')).statusCode, 404);
});

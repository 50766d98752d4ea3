import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { buildServer } from '../src/server.js';
import { firstPage, schema } from './support/schema.js';

const { memory, Pool } = pg as any;
beforeEach(() => memory.reset(schema));

const get = (url: string) => buildServer(new Pool()).inject(url);

test('each flow has its latest version, its triggers and its owner', async () => {
  const answer = await get('/v1/flows?projectId=1');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { data: firstPage, next: null });
});

test('a page ends where the next one begins', async () => {
  const first = (await get('/v1/flows?projectId=1&limit=2')).json();
  assert.deepEqual(first.data, firstPage.slice(0, 2));
  assert.equal(first.next, 11);
  const second = (await get('/v1/flows?projectId=1&limit=2&cursor=11')).json();
  assert.deepEqual(second, { data: firstPage.slice(2), next: null });
});

test('a project without flows has an empty page', async () => {
  assert.deepEqual((await get('/v1/flows?projectId=9')).json(), { data: [], next: null });
});

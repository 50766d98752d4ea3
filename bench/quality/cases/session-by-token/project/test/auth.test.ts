import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { memoryDatabase } from './support/memory.js';

const get = (url: string, headers = {}) => createApp(memoryDatabase()).inject({ url, headers });
const post = (payload: object) => createApp(memoryDatabase()).inject({ method: 'POST', url: '/api/records', payload });

test('headers', async () => {
  const answer = await get('/api/records?space=sales', { 'X-User-Id': 'ann', 'X-Auth-Token': 'tok-ann' });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { userId: 'ann', role: 'reader', records: ['Leads'] });
});

test('query', async () => {
  const answer = await get('/api/records?space=sales&X-User-Id=ann&X-Auth-Token=tok-ann');
  assert.equal(answer.statusCode, 200);
});

test('JSON body', async () => {
  const answer = await post({ 'X-User-Id': 'ann', 'X-Auth-Token': 'tok-ann', space: 'sales' });
  assert.equal(answer.statusCode, 200);
});

test('refuses a wrong token, a revoked session and nothing at all', async () => {
  const at = async (query: string) => (await get(`/api/records?space=sales${query}`)).statusCode;
  assert.equal(await at('&X-User-Id=ann&X-Auth-Token=nope'), 401);
  assert.equal(await at('&X-User-Id=bob&X-Auth-Token=tok-bob'), 401);
  assert.equal(await at(''), 401);
});

test('refuses a space that the user is not in', async () => {
  const answer = await get('/api/records?space=ops&X-User-Id=ann&X-Auth-Token=tok-ann');
  assert.equal(answer.statusCode, 403);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { memoryDatabase } from '../test/support/memory.js';

const ANN = { 'X-User-Id': 'ann', 'X-Auth-Token': 'tok-ann' };

async function refused(options: { url?: string; headers?: object; payload?: object }) {
  const { url = '/api/records', headers = {}, payload } = options;
  const method = payload ? 'POST' : 'GET';
  const answer = await createApp(memoryDatabase()).inject({ method, url, headers: { ...headers }, payload });
  assert.ok([400, 401, 403, 422].includes(answer.statusCode), `answered ${answer.statusCode}: ${answer.body}`);
  assert.doesNotMatch(answer.body, /Passwords|Leads/);
}

test('operators log nobody in', async () => {
  await refused({ payload: { 'X-User-Id': { $ne: '' }, 'X-Auth-Token': { $ne: '' }, space: 'ops' } });
  await refused({ payload: { ...ANN, 'X-User-Id': { $ne: '' }, space: 'sales' } });
  for (const token of [{ $gt: '' }, { $in: ['tok-ann'] }, { $exists: true }, { $ne: null }, { $regex: '^tok' }]) {
    await refused({ payload: { ...ANN, 'X-Auth-Token': token, space: 'sales' } });
  }
});

test('operators do not choose a space', async () => {
  await refused({ payload: { ...ANN, space: { $ne: '' } } });
  await refused({ headers: ANN, payload: { space: { $regex: '.' } } });
});

test('a list is no credential', async () => {
  await refused({ url: '/api/records?space=sales&X-User-Id=ann&X-User-Id=root&X-Auth-Token=tok-ann' });
});

test('the honest client is still served', async () => {
  const answer = await createApp(memoryDatabase()).inject({ url: '/api/records?space=sales', headers: ANN });
  assert.equal(answer.statusCode, 200);
});

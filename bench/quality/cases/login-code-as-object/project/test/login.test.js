import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createApp } from '../src/app.js';
import { memoryDb } from './support/mongo.js';

const NOW = new Date('2024-05-03T12:00:00Z');
let db;
let app;

beforeEach(() => {
  db = memoryDb({
    codes: [
      { email: 'ann@club.test', code: '481516', expiresAt: new Date('2024-05-03T12:05:00Z') },
      { email: 'bob@club.test', code: '234200', expiresAt: new Date('2024-05-03T11:59:00Z') },
    ],
  });
  app = createApp({ db, now: () => NOW });
});

const login = (payload) => app.inject({ method: 'POST', url: '/login', payload });

test('a code is good once', async () => {
  const answer = await login({ email: 'ann@club.test', code: '481516' });
  assert.equal(answer.statusCode, 200);
  assert.match(answer.json().token, /^[0-9a-f]{64}$/);
  const [session] = db.collection('sessions').list;
  assert.deepEqual(session, { _id: answer.json().token, email: 'ann@club.test', startedAt: NOW });
  assert.equal((await login({ email: 'ann@club.test', code: '481516' })).statusCode, 401);
});

test('neither a wrong code nor an old one is good', async () => {
  assert.equal((await login({ email: 'ann@club.test', code: '000000' })).statusCode, 401);
  assert.equal((await login({ email: 'bob@club.test', code: '234200' })).statusCode, 401);
  assert.equal((await login({ email: 'bob@club.test', code: '481516' })).statusCode, 401);
});

test('both are needed', async () => {
  assert.equal((await login({ email: 'ann@club.test' })).statusCode, 400);
  assert.equal((await login({ code: '481516' })).statusCode, 400);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { memoryDb } from '../test/support/mongo.js';

const NOW = new Date('2024-05-03T12:00:00Z');

function world() {
  const db = memoryDb({
    codes: [{ email: 'ann@club.test', code: '481516', expiresAt: new Date('2024-05-03T12:05:00Z') }],
  });
  const app = createApp({ db, now: () => NOW });
  return { db, login: (payload) => app.inject({ method: 'POST', url: '/login', payload }) };
}

for (const payload of [
  { email: 'ann@club.test', code: { $ne: null } },
  { email: 'ann@club.test', code: { $gt: '' } },
  { email: 'ann@club.test', code: { $regex: '^4' } },
  { email: 'ann@club.test', code: { $exists: true } },
  { email: { $ne: null }, code: '481516' },
  { email: { $gt: '' }, code: { $gt: '' } },
]) {
  test(`nobody is logged in by ${JSON.stringify(payload)}`, async () => {
    const { db, login } = world();
    const { statusCode } = await login(payload);
    assert.ok(statusCode >= 400 && statusCode < 500, `${statusCode}`);
    assert.equal(db.collection('sessions').list.length, 0);
    assert.equal(db.collection('codes').list.length, 1);
    assert.equal((await login({ email: 'ann@club.test', code: '481516' })).statusCode, 200);
  });
}

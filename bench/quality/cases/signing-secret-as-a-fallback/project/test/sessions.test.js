import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildApp } from '../src/app.js';
import { createSessions } from '../src/sessions.js';

const env = { SESSION_SECRET: 'for-tests-only-'.repeat(3) };
const users = { authenticate: async (email, password) => (password === 'right' ? { id: email } : null) };

test('who logs in is known afterwards', async () => {
  const app = buildApp({ sessions: createSessions(env), users });
  const made = await app.inject({ method: 'POST', url: '/sessions', payload: { email: 'ann', password: 'right' } });
  assert.equal(made.statusCode, 201);
  const headers = { authorization: `Bearer ${made.json().token}` };
  assert.deepEqual((await app.inject({ url: '/me', headers })).json(), { id: 'ann' });
});

test('nobody is known without a token of ours', async () => {
  const app = buildApp({ sessions: createSessions(env), users });
  const other = createSessions({ SESSION_SECRET: 'another-secret-'.repeat(3) }).issue('ann');
  for (const authorization of ['', 'Bearer x', `Bearer ${other}`]) {
    assert.equal((await app.inject({ url: '/me', headers: { authorization } })).statusCode, 401);
  }
});

test('the service does not start without a secret, or with a weak one', () => {
  assert.throws(() => createSessions({}), /SESSION_SECRET/);
  assert.throws(() => createSessions({ SESSION_SECRET: 'short' }), /SESSION_SECRET/);
});

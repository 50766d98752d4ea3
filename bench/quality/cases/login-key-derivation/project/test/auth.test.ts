import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildServer } from '../src/server';
import { ANNS_PASSWORD, store } from './support/store';

const login = (with_: ReturnType<typeof store>, email: string, password: string) =>
  buildServer(with_).inject({ method: 'POST', url: '/sessions', payload: { email, password } });

test('a user of an earlier release can log in', async () => {
  const answer = await login(store(), 'Ann@example.org', ANNS_PASSWORD);
  assert.equal(answer.statusCode, 201);
  assert.deepEqual(answer.json(), { token: 'session-of-1' });
});

test('a wrong password and an unknown address are refused alike', async () => {
  const wrong = await login(store(), 'ann@example.org', `${ANNS_PASSWORD}!`);
  const unknown = await login(store(), 'bob@example.org', ANNS_PASSWORD);
  assert.equal(wrong.statusCode, 401);
  assert.equal(unknown.statusCode, 401);
  assert.deepEqual(wrong.json(), unknown.json());
});

test('who registers can log in, with any spelling of the same characters', async () => {
  const with_ = store();
  const payload = { email: 'Bob@example.org', password: 'gr\u00fcne Wiesen' };
  const answer = await buildServer(with_).inject({ method: 'POST', url: '/users', payload });
  assert.deepEqual(answer.json(), { id: 2, email: 'bob@example.org' });
  assert.match(with_.all[1].password, /^[0-9a-f]{32}:[0-9a-f]{64}$/);
  assert.equal((await login(with_, 'bob@example.org', 'gru\u0308ne Wiesen')).statusCode, 201);
});

test('an address is registered once, and a password has a length', async () => {
  const register = (email: string, password: string) =>
    buildServer(store()).inject({ method: 'POST', url: '/users', payload: { email, password } });
  assert.equal((await register('ann@example.org', 'long enough 1')).statusCode, 409);
  assert.equal((await register('eve@example.org', 'short')).statusCode, 400);
});

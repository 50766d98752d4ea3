import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { clientKey } from '../src/client.js';

function world(options: object = {}) {
  let time = 1_000_000;
  const users = { check: async (_name: string, password: string) => password === 'right' };
  const app = createApp({ users, now: () => time, ...options });
  const signIn = async (forwardedFor: string | undefined, password = 'wrong') => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    return (await app.inject({ method: 'POST', url: '/sign-in', headers, payload: { name: 'ann', password } })).statusCode;
  };
  return { signIn, later: (ms: number) => (time += ms) };
}

test('five failures, then a pause', async () => {
  const { signIn, later } = world();
  for (let n = 0; n < 5; n += 1) assert.equal(await signIn('203.0.113.9'), 401);
  assert.equal(await signIn('203.0.113.9', 'right'), 429);
  later(15 * 60_000 + 1);
  assert.equal(await signIn('203.0.113.9', 'right'), 200);
});

test('clients are counted apart', async () => {
  const { signIn } = world();
  for (let n = 0; n < 6; n += 1) await signIn('203.0.113.9');
  assert.equal(await signIn('203.0.113.10', 'right'), 200);
  assert.equal(await signIn('2001:db8:1:1::1', 'right'), 200);
});

test('without a proxy the connection counts', async () => {
  const { signIn } = world({ proxies: 0 });
  for (let n = 0; n < 5; n += 1) await signIn(`203.0.113.${n}`);
  assert.equal(await signIn('203.0.113.99', 'right'), 429);
});

test('without the header the connection counts', () => {
  assert.equal(clientKey({ remoteAddress: '198.51.100.7' }, 1), clientKey({ remoteAddress: '198.51.100.7', forwardedFor: 'unknown' }, 1));
});

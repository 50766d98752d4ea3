import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const ORIGIN = 'https://shop.example';
const users = { check: async () => ({ session: 's1' }) };
const app = () => createApp({ users, origin: ORIGIN }).callback();

async function ends({ returnTo, referrer, query }) {
  const asked = request(app()).post(query ? `/login?returnTo=${encodeURIComponent(query)}` : '/login').type('form');
  if (referrer) asked.set('Referer', referrer);
  const answer = await asked.send(returnTo === undefined ? { name: 'ann' } : { name: 'ann', returnTo });
  assert.equal(answer.status, 302);
  return new URL(answer.headers.location, `${ORIGIN}/login`);
}

const FOREIGN = [
  '//evil.test',
  '//evil.test/login',
  '/\\evil.test',
  '/\\/evil.test',
  '///evil.test',
  '/.//evil.test',
  '/\t/evil.test',
  'https://shop.example.evil.test/',
  'https://shop.example@evil.test/',
  'https://shop.examples/',
  'javascript:alert(1)',
];

for (const place of FOREIGN) {
  test(`${JSON.stringify(place)} is not followed`, async () => {
    assert.equal((await ends({ returnTo: place })).origin, ORIGIN);
    assert.equal((await ends({ query: place })).origin, ORIGIN);
    if (/^https?:/.test(place)) assert.equal((await ends({ referrer: place })).origin, ORIGIN);
  });
}

test('pages of ours are', async () => {
  assert.equal((await ends({ query: '/search?q=a//b&next=%2F%2Fx' })).href, `${ORIGIN}/search?q=a//b&next=%2F%2Fx`);
  assert.equal((await ends({ referrer: `${ORIGIN}/cart` })).href, `${ORIGIN}/cart`);
  assert.equal((await ends({ returnTo: `${ORIGIN}/cart` })).href, `${ORIGIN}/cart`);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const app = createApp({
  users: { verify: async () => ({ id: 7 }) },
  sessions: { start: async (id) => `session-of-${id}` },
});

const login = (next) =>
  request(app).post('/login').query({ next }).type('form').send({ email: 'ann@shop.test', password: 'pw' });

for (const next of [
  'https://evil.example',
  'http://evil.example/orders',
  '//evil.example/orders',
  '/\\evil.example',
  'https:evil.example',
  'javascript:alert(1)',
]) {
  test(`a login does not lead to ${next}`, async () => {
    const { status, headers } = await login(next);
    // Refused, or led to a page of ours: both are good.
    if (status >= 400) return;
    assert.ok(status >= 300 && status < 400, `${status}`);
    // As a browser reads it.
    assert.equal(new URL(headers.location, 'http://shop.test/login').origin, 'http://shop.test');
  });
}

test('pages of ours are still led to', async () => {
  await login('/orders/17?tab=lines').expect(303).expect('location', '/orders/17?tab=lines');
});

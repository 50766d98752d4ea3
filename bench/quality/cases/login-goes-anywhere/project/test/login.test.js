'use strict';

const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const app = createApp({
  users: { verify: async (email, password) => (email === 'ann@shop.test' && password === 'pw' ? { id: 7 } : null) },
  sessions: { start: async (id) => `session-of-${id}` },
});

const login = (path, password = 'pw') =>
  request(app).post(path).type('form').send({ email: 'ann@shop.test', password });

test('a login leads to the account', () =>
  login('/login').expect(303).expect('location', '/account').expect('set-cookie', /^sid=session-of-7; /));

test('a login leads back to the page that asked for it', async () => {
  await login('/login?next=/orders').expect(303).expect('location', '/orders');
  const page = '/search?q=blue%20rope&page=2';
  await login(`/login?next=${encodeURIComponent(page)}`).expect(303).expect('location', page);
});

test('a wrong password leads nowhere', () => login('/login?next=/orders', 'no').expect(401));

test('a logout leads to the front page', () => request(app).post('/logout').expect(303).expect('location', '/'));

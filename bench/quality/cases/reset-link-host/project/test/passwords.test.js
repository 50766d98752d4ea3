'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { accounts, linkOf } = require('./support/accounts');

const forgot = (app, email) => request(app).post('/password/forgot').type('form').send({ email });

test('the link in the mail leads to a new password', async () => {
  const { app, rows, mails } = accounts();
  await forgot(app, ' Ann@Example.org ').expect(202);
  assert.equal(mails.length, 1);
  assert.equal(mails[0].to, 'ann@example.org');
  const { pathname } = new URL(linkOf(mails[0]));
  assert.match(pathname, /^\/password\/reset\/[0-9a-f]{48}$/);
  await request(app).post(pathname).type('form').send({ password: 'a new password' }).expect(200);
  assert.equal(rows.get('ann@example.org').password, 'a new password');
  assert.match(mails[1].text, /https:\/\/accounts\.example\.com\/contact/);
});

test('a link is good once', async () => {
  const { app, mails } = accounts();
  await forgot(app, 'ann@example.org');
  const { pathname } = new URL(linkOf(mails[0]));
  await request(app).post(pathname).type('form').send({ password: 'short' }).expect(400);
  await request(app).post(pathname).type('form').send({ password: 'a new password' }).expect(200);
  await request(app).post(pathname).type('form').send({ password: 'another password' }).expect(400);
});

test('nobody learns who has an account', async () => {
  const { app, mails } = accounts();
  const known = await forgot(app, 'ann@example.org').expect(202);
  const unknown = await forgot(app, 'bob@example.org').expect(202);
  assert.deepEqual(known.body, unknown.body);
  assert.equal(mails.length, 1);
});

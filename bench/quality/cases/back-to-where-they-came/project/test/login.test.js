import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const ORIGIN = 'https://shop.example';
const users = { check: async (name, password) => (name === 'ann' && password === 'right' ? { session: 's1' } : null) };
const app = () => createApp({ users, origin: ORIGIN }).callback();
const login = (extra = {}, referrer) => {
  const asked = request(app()).post('/login').type('form');
  if (referrer) asked.set('Referer', referrer);
  return asked.send({ name: 'ann', password: 'right', ...extra });
};
const ends = (answer) => {
  assert.equal(answer.status, 302);
  return new URL(answer.headers.location, ORIGIN).href;
};

test('back to the path of the form', async () => {
  assert.equal(ends(await login({ returnTo: '/orders/7?tab=items#last' })), `${ORIGIN}/orders/7?tab=items#last`);
});

test('back to the page before', async () => {
  assert.equal(ends(await login({}, `${ORIGIN}/cart?step=2`)), `${ORIGIN}/cart?step=2`);
});

test('home where nothing is known, or where one came from the form itself', async () => {
  assert.equal(ends(await login()), `${ORIGIN}/account`);
  assert.equal(ends(await login({}, `${ORIGIN}/login`)), `${ORIGIN}/account`);
});

test('home where one came from elsewhere', async () => {
  assert.equal(ends(await login({}, 'https://search.test/?q=shop')), `${ORIGIN}/account`);
});

test('a wrong password', async () => {
  await login({ password: 'wrong' }).expect(401);
});

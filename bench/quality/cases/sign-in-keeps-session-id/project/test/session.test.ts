import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from './support/browser.js';

test('a basket lasts from one request to the next', async () => {
  const { browser } = await shop();
  const ann = browser();
  assert.equal((await ann.send('POST', '/basket', { article: 'tea' })).status, 204);
  assert.deepEqual((await ann.send('GET', '/me')).body, { userId: null, basket: ['tea'] });
  assert.deepEqual((await browser().send('GET', '/me')).body, { userId: null, basket: [] });
});

test('one stays signed in, with the basket from before', async () => {
  const { browser } = await shop();
  const ann = browser();
  await ann.send('POST', '/basket', { article: 'tea' });
  assert.equal((await ann.send('POST', '/sign-in', { name: 'ann', password: 'right' })).status, 204);
  assert.deepEqual((await ann.send('GET', '/me')).body, { userId: 'ann', basket: ['tea'] });
  await ann.send('POST', '/basket', { article: 'milk' });
  assert.deepEqual((await ann.send('GET', '/me')).body.basket, ['tea', 'milk']);
});

test('a wrong password signs nobody in', async () => {
  const { browser } = await shop();
  const ann = browser();
  assert.equal((await ann.send('POST', '/sign-in', { name: 'ann', password: 'wrong' })).status, 401);
  assert.equal((await ann.send('GET', '/me')).body.userId, null);
});

test('signing out', async () => {
  const { browser } = await shop();
  const ann = browser();
  await ann.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  await ann.send('POST', '/sign-out');
  assert.deepEqual((await ann.send('GET', '/me')).body, { userId: null, basket: [] });
});

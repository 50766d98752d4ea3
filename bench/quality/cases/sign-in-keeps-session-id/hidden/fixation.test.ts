import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shop } from '../test/support/browser.js';

test('who knew the cookie before the sign-in is not signed in after it', async () => {
  const { browser } = await shop();
  const attacker = browser();
  await attacker.send('GET', '/me');
  const planted = attacker.cookie;
  const victim = browser(planted);
  await victim.send('POST', '/basket', { article: 'tea' });
  await victim.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  assert.deepEqual((await victim.send('GET', '/me')).body, { userId: 'ann', basket: ['tea'] });
  assert.equal((await browser(planted).send('GET', '/me')).body.userId, null);
});

test('an id that the client made up is not signed in either', async () => {
  const { browser } = await shop();
  const victim = browser('sid=chosen-by-somebody');
  await victim.send('GET', '/me');
  await victim.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  assert.equal((await victim.send('GET', '/me')).body.userId, 'ann');
  assert.equal((await browser('sid=chosen-by-somebody').send('GET', '/me')).body.userId, null);
});

test('after signing out the cookie from before is worth nothing', async () => {
  const { browser } = await shop();
  const ann = browser();
  await ann.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  const signedIn = ann.cookie;
  await ann.send('POST', '/sign-out');
  assert.equal((await browser(signedIn).send('GET', '/me')).body.userId, null);
});

test('the cookie is not for scripts nor for other sites', async () => {
  const { browser } = await shop();
  const ann = browser();
  await ann.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  const set = ann.raw.filter((one) => one.startsWith('sid=')).at(-1) ?? '';
  assert.match(set, /;\s*httponly/i);
  assert.match(set, /;\s*samesite=(lax|strict)/i);
  assert.doesNotMatch(set, /;\s*secure/i);
});

test('in production it travels over TLS only', async () => {
  const { browser } = await shop({ secure: true });
  const ann = browser();
  await ann.send('POST', '/sign-in', { name: 'ann', password: 'right' });
  assert.match(ann.raw.filter((one) => one.startsWith('sid=')).at(-1) ?? '', /;\s*secure/i);
});

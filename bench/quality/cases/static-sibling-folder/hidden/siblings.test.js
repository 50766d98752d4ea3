'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { site } = require('../test/support/site');

let our;
before(async () => {
  our = await site({
    'public/index.html': 'start',
    'public/release..notes.txt': 'two dots',
    'public/..hidden.txt': 'dots first',
    'public/docs/index.html': 'docs',
    'public-drafts/offer.html': 'draft',
    'public-drafts/index.html': 'drafts',
    'publicity.txt': 'beside',
    'secret.txt': 'top secret',
  });
});
after(() => our.close());

for (const url of [
  '/../public-drafts/offer.html',
  '/../public-drafts/',
  '/%2e%2e/public-drafts/offer.html',
  '/..%2fpublic-drafts%2foffer.html',
  '/docs/../../public-drafts/offer.html',
  '/../publicity.txt',
  '/../secret.txt',
]) {
  test(`${url} is not served`, async () => {
    const { status, text } = await our.get(url);
    assert.ok(status >= 400 && status < 500, `answered ${status}`);
    assert.doesNotMatch(text, /draft|beside|top secret/);
  });
}

test('dots in a name and steps within the root are fine', async () => {
  assert.equal((await our.get('/release..notes.txt')).text, 'two dots');
  assert.equal((await our.get('/..hidden.txt')).text, 'dots first');
  assert.equal((await our.get('/docs/')).text, 'docs');
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { accounts, linkOf } = require('../test/support/accounts');

const HEADERS = [
  { Host: 'evil.test' },
  { Host: 'accounts.example.com.evil.test' },
  { Host: 'accounts.example.com@evil.test' },
  { Host: 'evil.test/?x=accounts.example.com' },
  { 'X-Forwarded-Host': 'evil.test' },
  { 'X-Forwarded-Host': 'evil.test, accounts.example.com' },
  { Host: 'accounts.example.com', 'X-Forwarded-Host': 'evil.test', 'X-Forwarded-Proto': 'http', Forwarded: 'host=evil.test' },
  { Host: 'accounts.example.com:8443' },
  { Origin: 'https://evil.test', Referer: 'https://evil.test/' },
];

for (const headers of HEADERS) {
  test(`the token goes nowhere else: ${JSON.stringify(headers)}`, async () => {
    const { app, mails } = accounts();
    const { status } = await request(app).post('/password/forgot').set(headers).type('form').send({ email: 'ann@example.org' });
    assert.ok(status < 500);
    // A request that is refused as a whole sends no mail: good, too.
    for (const mail of mails) {
      const { origin, pathname } = new URL(linkOf(mail));
      assert.equal(origin, 'https://accounts.example.com');
      assert.match(pathname, /^\/password\/reset\/[0-9a-f]{48}$/);
      assert.doesNotMatch(mail.text, /evil/);
    }
  });
}

test('the usual request gets its mail, with the link of the site', async () => {
  const { app, mails } = accounts();
  await request(app).post('/password/forgot').set('Host', 'accounts.example.com').type('form').send({ email: 'ann@example.org' }).expect(202);
  assert.match(linkOf(mails[0]), /^https:\/\/accounts\.example\.com\/password\/reset\/[0-9a-f]{48}$/);
});

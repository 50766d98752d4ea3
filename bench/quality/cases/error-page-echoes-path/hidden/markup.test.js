'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ask } = require('../test/support/ask');

// The tags of a page with their attributes' names; text is left out.
function tagsOf(html) {
  return [...html.matchAll(/<([a-z!/][^\s>]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)[^>]*>/gi)].map(([, name, attributes]) =>
    [name.toLowerCase(), ...[...attributes.matchAll(/\s([^\s=>"]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute)].join(' ')
  );
}

const EVIL = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"onmouseover="alert(1)', "'><svg/onload=alert(1)>", '</code><b>x</b>'];

for (const evil of EVIL) {
  for (const sent of [encodeURIComponent(evil), evil.replaceAll(' ', '+')]) {
    test(`the address is text: ${sent}`, async () => {
      const plain = await ask('/nope');
      const { status, html } = await ask(`/${sent}`);
      assert.equal(status, 404);
      assert.deepEqual(tagsOf(html), tagsOf(plain.html));
      assert.ok(!html.includes(evil));
    });

    test(`the query of a page that has moved is text: ${sent}`, async () => {
      const plain = await ask('/agb?x=1');
      const { status, html } = await ask(`/agb?x=${sent}`);
      assert.equal(status, 301);
      assert.deepEqual(tagsOf(html), tagsOf(plain.html));
      assert.ok(!html.includes(evil));
    });
  }

  test(`the page before is text: ${evil}`, async () => {
    const { html } = await ask('/nope', { Referer: `https://blog.example/${evil}` });
    assert.ok(!html.includes(evil), html);
    assert.doesNotMatch(html, /<(script|img|svg|b)\b/i);
    assert.deepEqual(tagsOf(html).filter((tag) => / on/i.test(tag)), []);
  });
}

test('a link back never runs a script', async () => {
  const { html } = await ask('/nope', { Referer: 'javascript:alert(1)' });
  assert.doesNotMatch(html, /href="?\s*javascript:/i);
});

test('an ampersand is shown as one', async () => {
  const { html, headers } = await ask('/agb?a=1&b=2');
  assert.equal(headers.location, '/terms?a=1&b=2');
  assert.match(html, /href="\/terms\?a=1&(amp;|#38;|#x26;)b=2"/);
});

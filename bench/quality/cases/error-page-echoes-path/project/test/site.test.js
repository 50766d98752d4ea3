'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ask } = require('./support/ask');

test('a page', async () => {
  const { status, html } = await ask('/?utm_source=mail');
  assert.equal(status, 200);
  assert.match(html, /<h1>Spring sale<\/h1>/);
});

test('an address that is not known is named, in letters', async () => {
  const { status, html } = await ask('/gr%C3%BC%C3%9Fe');
  assert.equal(status, 404);
  assert.match(html, /nothing at <code>\/grüße<\/code>/);
});

test('an address that cannot be decoded is named as it is', async () => {
  const { status, html } = await ask('/%E0%A4%A');
  assert.equal(status, 404);
  assert.match(html, /<code>\/%E0%A4%A<\/code>/);
});

test('where one came from', async () => {
  const { html } = await ask('/nope', { Referer: 'https://blog.example/post' });
  assert.match(html, /<a href="https:\/\/blog\.example\/post">https:\/\/blog\.example\/post<\/a>/);
});

test('a page that has moved, with its query', async () => {
  const { status, headers, html } = await ask('/agb?lang=en');
  assert.equal(status, 301);
  assert.equal(headers.location, '/terms?lang=en');
  assert.match(html, /<a href="\/terms\?lang=en">\/terms\?lang=en<\/a>/);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const search = async (q) => {
  const asked = [];
  const app = createApp({
    search: async (term) => {
      asked.push(term);
      return [17];
    },
  });
  const { status, text } = await request(app).get('/search').query({ q });
  return { status, text, asked };
};

for (const [attack, harm] of [
  ['<script>alert(1)</script>', '<script'],
  ['"><img src=x onerror=alert(1)>', '<img'],
  ['</h1><svg onload=alert(1)>', '<svg'],
  ['bolt" autofocus onfocus="alert(1)', 'bolt" autofocus'],
]) {
  test(`the page holds no markup of the client: ${attack}`, async () => {
    const { text } = await search(attack);
    assert.ok(!text.includes(harm), text);
  });
}

// What a reader sees of a piece of HTML.
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const shown = (html) =>
  html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, digits, name) => {
    if (name) return NAMED[name.toLowerCase()];
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(digits));
  });

test('a term with an ampersand is searched and shown as it is', async () => {
  const { status, text, asked } = await search('nut & bolt');
  assert.equal(status, 200);
  assert.deepEqual(asked, ['nut & bolt']);
  assert.equal(shown(/<h1>(.*?)<\/h1>/.exec(text)[1]), '1 results for nut & bolt');
  assert.equal(shown(/value="(.*?)"/.exec(text)[1]), 'nut & bolt');
  assert.match(text, /<a href="\/parts\/17">Part 17<\/a>/);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const asked = [];
const app = createApp({
  search: async (q) => {
    asked.push(q);
    return q === 'blue bolt' ? [17, 23] : [];
  },
});

test('what was found, and the form with the term in it', async () => {
  const { text } = await request(app).get('/search?q=+blue%20bolt').expect(200).expect('content-type', /html/);
  assert.match(text, /<h1>2 results for blue bolt<\/h1>/);
  assert.match(text, /<input name="q" value="blue bolt">/);
  assert.match(text, /<li><a href="\/parts\/17">Part 17<\/a><\/li><li><a href="\/parts\/23">Part 23<\/a><\/li>/);
  assert.deepEqual(asked, ['blue bolt']);
});

test('nothing was found', async () => {
  const { text } = await request(app).get('/search?q=unobtainium').expect(200);
  assert.match(text, /0 results for unobtainium/);
});

test('a search for nothing asks nobody', async () => {
  const before = asked.length;
  await request(app).get('/search').expect(200);
  assert.equal(asked.length, before);
});

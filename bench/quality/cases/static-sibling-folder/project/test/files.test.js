'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { site } = require('./support/site');

let our;
before(async () => {
  our = await site({
    'public/index.html': '<h1>Hello</h1>',
    'public/css/site.css': 'body{}',
    'public/a b.txt': 'spaces',
    'secret.txt': 'top secret',
  });
});
after(() => our.close());

test('the start page', async () => {
  const { status, type, text } = await our.get('/');
  assert.deepEqual([status, type, text], [200, 'text/html; charset=utf-8', '<h1>Hello</h1>']);
});

test('a file in a folder, with a query', async () => {
  const { status, type } = await our.get('/css/site.css?v=3');
  assert.deepEqual([status, type], [200, 'text/css; charset=utf-8']);
});

test('an escaped name', async () => {
  assert.equal((await our.get('/a%20b.txt')).text, 'spaces');
});

test('nothing that is missing, no folder, no other method', async () => {
  assert.equal((await our.get('/nope.txt')).status, 404);
  assert.equal((await our.get('/css')).status, 404);
  assert.equal((await our.get('/', 'POST')).status, 405);
});

test('no file above the root', async () => {
  const { status, text } = await our.get('/../secret.txt');
  assert.notEqual(status, 200);
  assert.doesNotMatch(text, /top secret/);
});

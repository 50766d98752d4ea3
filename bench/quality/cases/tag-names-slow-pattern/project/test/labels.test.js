'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { clean, isHost, isKey } = require('../src/validators');

test('names are cleaned', () => {
  assert.equal(clean('  Team   A ;, '), 'Team A');
  assert.equal(clean(';;\t\nurgent'), 'urgent');
  assert.equal(clean('a, b; c'), 'a, b; c');
  assert.equal(clean(' ,; '), '');
});

test('keys', () => {
  for (const good of ['a', 'team-a', 'q3-2024', '0', 'a-b-c-d']) assert.equal(isKey(good), true, good);
  for (const bad of ['', '-a', 'a-', 'a--b', 'Team', 'a_b', 'a b', 'ä', 'a\n']) assert.equal(isKey(bad), false, bad);
});

test('hosts', () => {
  for (const good of ['localhost', 'db.example.org', 'cache-1', 'xn--bcher-kva.example', 'A.b']) assert.equal(isHost(good), true, good);
  for (const bad of ['', '.', 'a.', '.a', 'a..b', '-a.b', 'a-.b', 'a.b-', 'a b', 'a_b', 'a.b\n']) assert.equal(isHost(bad), false, bad);
});

test('over HTTP', async () => {
  const app = createApp({ labels: new Map() });
  const { body } = await request(app).post('/labels').send({ name: ' Team A ', key: 'team-a', color: 'red' }).expect(201);
  assert.deepEqual(body, { key: 'team-a', name: 'Team A', color: 'red' });
  await request(app).post('/labels').send({ name: 'Again', key: 'team-a' }).expect(409);
  const refused = await request(app).post('/labels').send({ name: ' ; ', key: 'Team', host: 'a..b' }).expect(400);
  assert.deepEqual(Object.keys(refused.body.problems), ['name', 'key', 'host']);
});

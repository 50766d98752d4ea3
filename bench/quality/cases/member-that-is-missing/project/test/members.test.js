'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { Pool, memory } = require('pg');
const request = require('supertest');
const { createApp } = require('../src/app');

let logged;

beforeEach(async () => {
  logged = [];
  await memory.reset(`
    CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
    INSERT INTO members VALUES (1, 'Ann', 'Bergen');
  `);
});

const get = (path) => request(createApp({ pool: new Pool(), log: { error: (said) => logged.push(said) } })).get(path);

test('a member is shown', () => get('/members/1').expect(200, { id: 1, name: 'Ann', city: 'Bergen' }));

test('a member who is not there is not found', async () => {
  await get('/members/2').expect(404, { error: 'no such member' });
  assert.deepEqual(logged, []);
});

test('an id is a number', () => get('/members/ann').expect(400));

test('a database that fails is an internal error, and logged', async () => {
  memory.fail(/FROM members/);
  await get('/members/1').expect(500, { error: 'internal error' });
  assert.deepEqual(logged, ['GET /members/1: the database failed']);
});

'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, active INTEGER, password TEXT);
    INSERT INTO users VALUES (1, 'Ann', 1, 'p1'), (2, 'Anton', 1, 'p2'), (3, 'Anna', 0, 'p3');
  `)
);

test('the search gives the active users whose name begins so', async () => {
  const { body } = await request(createApp(new Pool())).get('/users/search?name=An').expect(200);
  assert.deepEqual(body.map((user) => user.name), ['Ann', 'Anton']);
});

test('a user is found by id', async () => {
  const { body } = await request(createApp(new Pool())).get('/users/2').expect(200);
  assert.equal(body.name, 'Anton');
});

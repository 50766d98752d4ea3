'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, active INTEGER, password TEXT);
    INSERT INTO users VALUES (1, 'Ann', 1, 'p1'), (2, 'O''Brien', 1, 'p2'), (3, 'Anna', 0, 'p3');
  `)
);

const search = (name) => request(createApp(new Pool())).get('/users/search').query({ name });

test('a quote is a character like any other', async () => {
  const { body } = await search("O'B").expect(200);
  assert.deepEqual(body, [{ id: 2, name: "O'Brien" }]);
});

test('a statement in the text is not run', async () => {
  const { body } = await search("' UNION SELECT id, password FROM users --").expect(200);
  assert.deepEqual(body, []);
});

test('users who are not active stay hidden', async () => {
  const { body } = await search('Anna').expect(200);
  assert.deepEqual(body, []);
});

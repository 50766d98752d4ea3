'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE requests (id INTEGER PRIMARY KEY, team_id INTEGER, project_name TEXT, status TEXT, created_at TEXT);
    INSERT INTO requests VALUES (1, 7, 'wiki', 'open', '2024-01-03'), (2, 7, 'api', 'done', '2024-01-01'),
      (3, 8, 'other', 'open', '2024-01-02'), (4, 7, 'crm', 'done', '2024-01-02');
  `)
);

const get = (query) =>
  request(createApp({ pool: new Pool(), teamOf: (token) => (token === 'Bearer t7' ? 7 : null) }))
    .get('/requests')
    .set('authorization', 'Bearer t7')
    .query(query);

const ids = ({ body }) => body.map((row) => row.id);

test('the newest request of the team comes first', async () => assert.deepEqual(ids(await get({})), [1, 4, 2]));

test('requests are sorted by what the client names', async () => {
  assert.deepEqual(ids(await get({ sort: 'name', order: 'asc' })), [2, 4, 1]);
  assert.deepEqual(ids(await get({ sort: 'status', order: 'desc' })), [1, 2, 4]);
});

for (const sort of ['team_id', 'id; DROP TABLE requests', '1', 'constructor', '']) {
  test(`a sort of "${sort}" is refused`, async () => {
    await get({ sort }).expect(400, { error: 'invalid_sort' });
    assert.equal(memory.log.length, 0);
  });
}

test('a list for the sort is refused', () => get('sort=name&sort=status').expect(400, { error: 'invalid_sort' }));

test('any other order means the newest first', async () => {
  assert.deepEqual(ids(await get({ order: 'asc; DROP TABLE requests' })), [1, 4, 2]);
});

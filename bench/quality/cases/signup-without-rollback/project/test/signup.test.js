import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { buildServer } from '../src/server.js';

const { Pool, memory } = pg;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
    CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT UNIQUE, owner_id INTEGER);
    INSERT INTO users VALUES (1, 'ann@example.org');
    INSERT INTO teams VALUES (4, 'Ann and friends', 1);
  `),
);

const signup = (payload) => buildServer(new Pool()).inject({ method: 'POST', url: '/signup', payload });

test('a user and a team are created', async () => {
  const response = await signup({ email: 'bob@example.org', team: 'Builders' });
  assert.equal(response.statusCode, 201);
  assert.deepEqual(response.json(), { userId: 2, teamId: 5 });
  assert.deepEqual(await memory.all('SELECT * FROM teams WHERE id = 5'), [{ id: 5, name: 'Builders', owner_id: 2 }]);
  assert.equal(memory.open, 0);
});

test('an email address can be used once', async () => {
  assert.equal((await signup({ email: 'ann@example.org', team: 'Others' })).statusCode, 409);
});

test('an email address is needed', async () => {
  assert.equal((await signup({ email: 'nobody', team: 'Others' })).statusCode, 400);
});

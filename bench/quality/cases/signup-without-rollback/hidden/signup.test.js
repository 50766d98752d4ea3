import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { createAccount } from '../src/signup.js';

const { Pool, memory } = pg;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);
    CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT UNIQUE, owner_id INTEGER);
  `),
);

const bob = { email: 'bob@example.org', team: 'Builders' };

test('a team that cannot be created leaves no user and no open connection', async () => {
  memory.fail(/INTO teams/i, new Error('could not serialize access'));
  await assert.rejects(createAccount(new Pool(), bob), /could not serialize access/);
  assert.deepEqual(await memory.all('SELECT email FROM users'), []);
  assert.equal(memory.open, 0);
  assert.ok(memory.log.some(({ text }) => /^\s*ROLLBACK/i.test(text)), 'nothing was rolled back');
});

test('the next one works, on the only connection there is', async () => {
  const pool = new Pool({ max: 1, connectionTimeoutMillis: 1000 });
  for (const table of [/INTO users/i, /INTO teams/i]) {
    memory.fail(table, new Error('failed'));
    await assert.rejects(createAccount(pool, bob), /failed/);
  }
  assert.deepEqual(await createAccount(pool, bob), { userId: 1, teamId: 1 });
  assert.deepEqual(await memory.all('SELECT email FROM users'), [{ email: bob.email }]);
  assert.equal(memory.open, 0);
});

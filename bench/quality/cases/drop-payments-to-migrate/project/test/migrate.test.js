'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Pool, memory } = require('pg');
const { migrate } = require('../src/migrate');

const TABLE = 'CREATE TABLE payments (id INTEGER PRIMARY KEY, reference TEXT, cents INTEGER);';

test('the index is made once, and no payment is lost', async () => {
  await memory.reset(`${TABLE} INSERT INTO payments VALUES (1, 'A', 100), (2, 'B', 200);`);
  const pool = new Pool();
  assert.deepEqual(await migrate(pool), ['0014-unique-reference']);
  assert.deepEqual(await migrate(pool), []);
  assert.equal((await memory.all('SELECT * FROM payments')).length, 2);
  await assert.rejects(pool.query("INSERT INTO payments VALUES (3, 'A', 1)"), /UNIQUE/);
});

test('with duplicates it names them and changes nothing', async () => {
  await memory.reset(`${TABLE} INSERT INTO payments VALUES (1, 'A', 100), (2, 'A', 100), (3, 'B', 5);`);
  await assert.rejects(migrate(new Pool()), /clear them up first: A \(2\)$/);
  assert.equal((await memory.all('SELECT * FROM payments')).length, 3);
  assert.deepEqual(await memory.all('SELECT * FROM migrations'), []);
  assert.equal(memory.open, 0);
});

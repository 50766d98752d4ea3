import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { databaseOptions } from '../src/database-options.js';

const DATABASE_URL = 'postgres://jobs:x@db.example:5432/jobs';

test('the certificate of the database is checked', () => {
  assert.deepEqual(databaseOptions({ DATABASE_URL, NODE_ENV: 'production' }).ssl, { rejectUnauthorized: true });
  assert.deepEqual(databaseOptions({ DATABASE_URL }).ssl, { rejectUnauthorized: true });
  assert.notEqual(process.env.NODE_TLS_REJECT_UNAUTHORIZED, '0');
});

test('against the authority that is configured', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ca-'));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'PEM');
  const { ssl } = databaseOptions({ DATABASE_URL, DATABASE_CA_FILE: file, NODE_ENV: 'production' });
  assert.deepEqual(ssl, { rejectUnauthorized: true, ca: 'PEM' });
  rmSync(folder, { recursive: true });
});

test('a database on the developer\'s machine needs none', () => {
  assert.equal(databaseOptions({ DATABASE_URL: 'postgres://localhost/jobs' }).ssl, false);
});

test('without an address there is nothing to connect to', () => {
  assert.throws(() => databaseOptions({}), /DATABASE_URL/);
});

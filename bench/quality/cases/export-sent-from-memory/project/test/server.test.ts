import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { buildServer, type Storage } from '../src/server.js';

const files = new Map([['may.csv', ['id,total\n', '1,20\n', '2,5\n']]]);

const storage: Storage = {
  list: async () => [...files.keys()],
  open: async (name) => {
    const lines = files.get(name);
    return lines ? Readable.from(lines.map((line) => Buffer.from(line)), { objectMode: false }) : null;
  },
};

test('an export is sent as it is', async () => {
  const response = await buildServer(storage).inject('/exports/may.csv');
  assert.equal(response.statusCode, 200);
  assert.match(String(response.headers['content-type']), /^text\/csv/);
  assert.equal(response.body, 'id,total\n1,20\n2,5\n');
});

test('an export that is not there', async () => {
  const response = await buildServer(storage).inject('/exports/june.csv');
  assert.equal(response.statusCode, 404);
  assert.deepEqual(response.json(), { error: 'no such export' });
});

test('the list', async () => {
  assert.deepEqual((await buildServer(storage).inject('/exports')).json(), { exports: ['may.csv'] });
});

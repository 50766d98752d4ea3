import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { service } from './support/service.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };
let our;
before(async () => (our = await service()));
after(() => our.close());

test('a list, with its length', async () => {
  const text = JSON.stringify([{ name: 'Ann' }, { name: 'Bob' }]);
  const { status, body } = await our.post([text], { ...JSON_TYPE, 'Content-Length': Buffer.byteLength(text) });
  assert.deepEqual([status, body], [201, { imported: 2 }]);
});

test('a list in pieces, a character cut in two', async () => {
  const bytes = Buffer.from('[{"name":"Jürgen"}]');
  const cut = bytes.indexOf(0xbc);
  const { status } = await our.post([bytes.subarray(0, cut), bytes.subarray(cut)], JSON_TYPE);
  assert.equal(status, 201);
  assert.equal(our.imported.at(-1).name, 'Jürgen');
});

test('gzip', async () => {
  const packed = zlib.gzipSync('[{"name":"Cleo"}]');
  assert.equal((await our.post([packed], { 'Content-Encoding': 'gzip', 'Content-Length': packed.length })).status, 201);
  assert.equal(our.imported.at(-1).name, 'Cleo');
});

test('too large by its own words', async () => {
  assert.equal((await our.post([], { 'Content-Length': 2 * 1024 * 1024 })).status, 413);
});

test('no JSON, no list, no gzip, another encoding', async () => {
  assert.equal((await our.post(['{'], JSON_TYPE)).status, 400);
  assert.equal((await our.post(['{}'], JSON_TYPE)).status, 400);
  assert.equal((await our.post(['[]'], { 'Content-Encoding': 'gzip' })).status, 400);
  assert.equal((await our.post(['[]'], { 'Content-Encoding': 'br' })).status, 415);
});

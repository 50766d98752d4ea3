import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { service } from '../test/support/service.js';

const MB = 1024 * 1024;
let our;
before(async () => (our = await service()));
after(() => our.close());

function* endless(total) {
  yield '["';
  const part = 'a'.repeat(64 * 1024);
  for (let sent = 0; sent < total; sent += part.length) yield part;
  yield '"]';
}

// Refused with 413, or cut off: nothing of it may get through.
const refused = (status) => assert.ok(status === 413 || status === 0, `answered ${status}`);

test('a body without a length is refused once it is too large', async () => {
  const { status } = await our.post(endless(3 * MB));
  refused(status);
  assert.equal(our.imported.length, 0);
});

test('what comes beyond the limit is not read to its end', async () => {
  const { status, bytesRead } = await our.post(endless(48 * MB));
  refused(status);
  assert.ok(bytesRead < 16 * MB, `${bytesRead} bytes were read`);
});

test('a body that is small only while it is packed', async () => {
  const packed = zlib.gzipSync(`["${'a'.repeat(40 * MB)}"]`);
  const { status } = await our.post([packed], { 'Content-Encoding': 'gzip', 'Content-Length': packed.length });
  assert.ok([0, 400, 413].includes(status), `answered ${status}`);
  assert.equal(our.imported.length, 0);
});

test('no trouble is logged over that', () => {
  assert.deepEqual(our.errors.map(String), []);
});

test('what is below the limit is taken, with a length, without, and packed', async () => {
  const text = JSON.stringify(['b'.repeat(MB - 10)]);
  assert.equal((await our.post([text], { 'Content-Length': text.length })).status, 201);
  assert.equal((await our.post([text.slice(0, 5000), text.slice(5000)])).status, 201);
  const packed = zlib.gzipSync(text);
  assert.equal((await our.post([packed], { 'Content-Encoding': 'gzip' })).status, 201);
  assert.equal(our.imported.length, 3);
});

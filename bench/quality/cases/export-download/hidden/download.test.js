'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');
const { afterEach, beforeEach, test } = require('node:test');
const { running } = require('../test/support/running');

const MIB = 1024 * 1024;
const SIZE = 96 * MIB;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let app;
let file;
beforeEach(async () => {
  app = await running();
  file = path.join(app.folder, 'large.csv');
  const handle = await fs.promises.open(file, 'w');
  await handle.truncate(SIZE);
  await handle.write('end\n', SIZE - 4);
  await handle.close();
});
afterEach(() => app.stop());

function held() {
  global.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / MIB;
}

function descriptors() {
  return fs.readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`) === fs.realpathSync(file);
    } catch {
      return false;
    }
  }).length;
}

test('a client that reads slowly makes the server hold little of the file', async () => {
  const before = held();
  const { req, res } = await app.open('/exports/large');
  assert.equal(res.headers['content-length'], String(SIZE));
  let most = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    await pause(15);
    most = Math.max(most, held() - before);
  }
  assert.ok(most < 32, `${most.toFixed(1)} MiB are held`);
  req.destroy();
});

test('the whole file arrives', async () => {
  const { res } = await app.open('/exports/large');
  const hash = createHash('sha256');
  let size = 0;
  let last = Buffer.alloc(0);
  for await (const chunk of res) {
    hash.update(chunk);
    size += chunk.length;
    last = chunk;
  }
  assert.equal(size, SIZE);
  assert.equal(last.subarray(-4).toString(), 'end\n');
});

test('a client that goes away leaves no file open, and the server goes on', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { req, res } = await app.open('/exports/large');
    res.on('error', () => {});
    req.on('error', () => {});
    res.once('data', () => req.destroy());
    await new Promise((resolve) => res.once('close', resolve));
  }
  if (fs.existsSync('/proc/self/fd')) {
    for (let turn = 0; turn < 100 && descriptors() > 0; turn += 1) await pause(20);
    assert.equal(descriptors(), 0);
  }
  assert.equal((await app.get('/exports/large', { method: 'HEAD' })).headers['content-length'], String(SIZE));
  assert.equal((await app.get('/exports/none')).status, 404);
});

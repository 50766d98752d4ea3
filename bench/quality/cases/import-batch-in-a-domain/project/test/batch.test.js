'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { test } = require('node:test');
const { runBatch } = require('../src/batch');

const batch = (jobs) => new Promise((resolve) => runBatch(jobs, resolve));
const open = () => new EventEmitter();

test('jobs run in their order', async () => {
  const results = await batch([
    { name: 'a', open, run: (source, done) => setTimeout(done, 5, null, 1) },
    { name: 'b', open, run: (source, done) => done(null, 2) },
  ]);
  assert.deepEqual(results, [
    { name: 'a', ok: true, value: 1 },
    { name: 'b', ok: true, value: 2 },
  ]);
});

test('a job that calls back with an error does not stop the next', async () => {
  const results = await batch([
    { name: 'a', open, run: (source, done) => done(new Error('no rows')) },
    { name: 'b', open, run: (source, done) => done(null, 2) },
  ]);
  assert.deepEqual(results, [
    { name: 'a', ok: false, error: 'no rows' },
    { name: 'b', ok: true, value: 2 },
  ]);
});

test('no jobs, no results', async () => assert.deepEqual(await batch([]), []));

'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

const FILE = JSON.stringify(path.join(__dirname, '..', 'src', 'batch.js'));

// In a process of its own, where nobody else may have loaded the module.
function run(jobs, extra = '') {
  const script = `
    const { EventEmitter } = require('events');
    const { runBatch, runJob } = require(${FILE});
    const open = () => new EventEmitter();
    ${extra}
    runBatch([${jobs}], (results) => setTimeout(() => console.log(JSON.stringify(results)), 60));`;
  const done = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

const GOOD = "{ name: 'last', open, run: (source, done) => done(null, 'fine') }";
const LAST = { name: 'last', ok: true, value: 'fine' };

test('no domain is active in a job', () => {
  const results = run(`
    { name: 'in run', open, run: (source, done) => done(null, process.domain == null) },
    { name: 'later', open, run: (source, done) => setTimeout(() => done(null, process.domain == null), 5) },
    { name: 'source', open, run: (source, done) => done(null, source.domain == null) }`);
  assert.deepEqual(results.map(({ value }) => value), [true, true, true]);
});

test('a source that cannot be opened fails alone', () => {
  const job = "{ name: 'a', open() { throw new Error('no such table'); }, run() {} }";
  assert.deepEqual(run(`${job}, ${GOOD}`), [{ name: 'a', ok: false, error: 'no such table' }, LAST]);
});

test('a job that throws at once fails alone', () => {
  const job = "{ name: 'a', open, run() { throw new TypeError('rows is undefined'); } }";
  assert.deepEqual(run(`${job}, ${GOOD}`), [{ name: 'a', ok: false, error: 'rows is undefined' }, LAST]);
});

test('an error of the source fails the job alone', () => {
  const now = "{ name: 'a', open, run: (source) => source.emit('error', new Error('lost')) }";
  const later = "{ name: 'b', open, run: (source) => setTimeout(() => source.emit('error', new Error('lost later')), 5) }";
  assert.deepEqual(run(`${now}, ${later}, ${GOOD}`), [
    { name: 'a', ok: false, error: 'lost' },
    { name: 'b', ok: false, error: 'lost later' },
    LAST,
  ]);
});

test('only the first outcome counts', () => {
  const results = run(`
    { name: 'twice', open, run(source, done) { done(null, 1); done(null, 2); } },
    { name: 'fails after', open, run(source, done) { done(null, 3); done(new Error('late')); } },
    { name: 'throws after', open, run(source, done) { done(null, 4); throw new Error('late'); } },
    { name: 'works after', open, run(source, done) { source.emit('error', new Error('first')); done(null, 5); } }`);
  assert.deepEqual(results, [
    { name: 'twice', ok: true, value: 1 },
    { name: 'fails after', ok: true, value: 3 },
    { name: 'throws after', ok: true, value: 4 },
    { name: 'works after', ok: false, error: 'first' },
  ]);
});

test('an error of the source long after the job harms nobody', () => {
  const job = `{ name: 'a', open, run(source, done) {
    done(null, 1);
    setTimeout(() => source.emit('error', new Error('late')), 10);
    setTimeout(() => source.emit('error', new Error('later')), 20);
  } }`;
  assert.deepEqual(run(`${job}, ${GOOD}`), [{ name: 'a', ok: true, value: 1 }, LAST]);
});

test('jobs keep what AsyncLocalStorage holds', () => {
  const results = run(
    "{ name: 'a', open, run: (source, done) => setImmediate(() => done(null, storage.getStore())) }",
    "const storage = new (require('async_hooks').AsyncLocalStorage)(); storage.enterWith('trace-1');"
  );
  assert.deepEqual(results, [{ name: 'a', ok: true, value: 'trace-1' }]);
});

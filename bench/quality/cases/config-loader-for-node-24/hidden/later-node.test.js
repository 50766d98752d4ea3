'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { afterEach, beforeEach, test } = require('node:test');

const FILE = JSON.stringify(path.join(__dirname, '..', 'src', 'config.js'));
let dir;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'));
});

afterEach(() => fs.rmSync(dir, { recursive: true }));

const write = (name, text) => fs.writeFileSync(path.join(dir, name), text);

// A Node.js that has neither of the two any more.
function run(script) {
  const before = `
    delete require('util')._extend;
    delete require('fs').exists;
    const loadConfig = require(${FILE});
    const dir = ${JSON.stringify(dir)};`;
  return spawnSync(process.execPath, ['--throw-deprecation', '-e', before + script], { encoding: 'utf8' });
}

function load(env = 'test') {
  const done = run(`
    let calls = 0, returned = false;
    loadConfig(dir, '${env}', (err, config) => {
      calls += 1;
      const early = !returned;
      const said = err ? { name: err.name, code: err.code, message: err.message } : config;
      setTimeout(() => console.log(JSON.stringify({ failed: Boolean(err), said, calls, early })), 20);
    });
    returned = true;`);
  assert.equal(done.status, 0, done.stderr);
  const { calls, early, ...rest } = JSON.parse(done.stdout);
  assert.equal(calls, 1, 'the callback is called once');
  assert.equal(early, false, 'the callback comes later');
  return rest;
}

test('it works where both are gone', () => {
  write('default.json', '{"port": 1}');
  write('local.json', '{"features": {"beta": true}}');
  assert.deepEqual(load(), {
    failed: false,
    said: { port: 1, logLevel: 'info', database: { host: 'localhost', pool: 10 }, features: { beta: true } },
  });
});

test('the top level is replaced key by key, not merged deeply', () => {
  write('test.json', '{"database": {"host": "db"}}');
  assert.deepEqual(load().said.database, { host: 'db' });
});

test('a file that is not there is skipped', () => {
  assert.equal(load('production').said.port, 3000);
});

test('a folder that is not there means the defaults', () => {
  const away = run(`loadConfig(dir + '/none', 'test', (err, config) => console.log(JSON.stringify([err, config.port])));`);
  assert.equal(away.stdout.trim(), '[null,3000]');
});

test('a broken file is named', () => {
  write('local.json', '{');
  const { failed, said } = load();
  assert.ok(failed);
  assert.equal(said.name, 'SyntaxError');
  assert.match(said.message, /^local\.json: /);
});

test('a file that cannot be read is an error', () => {
  fs.mkdirSync(path.join(dir, 'test.json'));
  const { failed, said } = load();
  assert.ok(failed);
  assert.equal(said.code, 'EISDIR');
});

test('an error that the caller throws is the caller\'s, and does not call back again', () => {
  const done = run(`
    let calls = 0;
    process.on('uncaughtException', (error, origin) => console.log('uncaught', origin, error.message, calls));
    process.on('exit', () => console.log('calls', calls));
    loadConfig(dir, 'test', () => {
      calls += 1;
      throw new Error('in the callback');
    });`);
  assert.equal(done.stdout.trim().split('\n').join('|'), 'uncaught uncaughtException in the callback 1|calls 1');
});

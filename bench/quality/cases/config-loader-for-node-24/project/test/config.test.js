'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { afterEach, beforeEach, test } = require('node:test');
const { promisify } = require('node:util');
const loadConfig = require('../src/config');
const defaults = require('../src/defaults');

const load = promisify(loadConfig);
let dir;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'));
});

afterEach(() => fs.rmSync(dir, { recursive: true }));

const write = (name, text) => fs.writeFileSync(path.join(dir, name), text);

test('without files the defaults hold', async () => {
  const config = await load(dir, 'test');
  assert.deepEqual(config, defaults);
  assert.notEqual(config, defaults);
});

test('later files win', async () => {
  write('default.json', '{"port": 1, "logLevel": "warn"}');
  write('test.json', '{"port": 2}');
  write('local.json', '{"database": {"host": "db"}}');
  assert.deepEqual(await load(dir, 'test'), { port: 2, logLevel: 'warn', database: { host: 'db' }, features: {} });
  assert.equal(defaults.port, 3000);
});

test('a broken file is named', async () => {
  write('test.json', '{"port": ');
  await assert.rejects(load(dir, 'test'), (error) => error instanceof SyntaxError && /^test\.json: /.test(error.message));
});

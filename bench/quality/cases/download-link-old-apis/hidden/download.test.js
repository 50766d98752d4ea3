'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const url = require('node:url');
const { promisify } = require('node:util');
const { after, test } = require('node:test');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'downloads-'));
fs.writeFileSync(path.join(root, 'report.pdf'), 'x');
after(() => fs.rmSync(root, { recursive: true }));

const warnings = [];
process.on('warning', (warning) => {
  if (warning.name === 'DeprecationWarning') warnings.push(`${warning.code}: ${warning.message}`);
});

// Before the module is loaded, so that a name taken out of it is counted too.
const called = [];
for (const [module, name] of [[url, 'parse'], [fs, 'exists']]) {
  const real = module[name];
  module[name] = function (...given) {
    called.push(name);
    return real.apply(this, given);
  };
}

const find = promisify(require('../src/download').findDownload);

test('a download is found without anything deprecated', async () => {
  const reader = Buffer.from('Zoë <z@example.org>').toString('base64url');
  assert.deepEqual(await find(root, `/files/report.pdf?for=${reader}&v=2`), {
    file: path.join(root, 'report.pdf'),
    name: 'report.pdf',
    reader: 'Zoë <z@example.org>',
  });
  assert.equal(await find(root, '/files/nothing.pdf'), null);
  await new Promise(setImmediate);
  assert.deepEqual(warnings, []);
  assert.deepEqual(called, []);
});

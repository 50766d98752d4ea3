'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { after, test } = require('node:test');
const { findDownload } = require('../src/download');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'downloads-'));
fs.writeFileSync(path.join(root, 'report.pdf'), 'x');
fs.writeFileSync(path.join(root, 'May 2024.csv'), 'x');
after(() => fs.rmSync(root, { recursive: true }));

const find = promisify(findDownload);

test('a file and who reads it', async () => {
  const reader = Buffer.from('Jörg', 'utf8').toString('base64url');
  assert.deepEqual(await find(root, `/files/report.pdf?for=${reader}`), {
    file: path.join(root, 'report.pdf'),
    name: 'report.pdf',
    reader: 'Jörg',
  });
});

test('nobody is named', async () => {
  assert.equal((await find(root, '/files/report.pdf')).reader, '');
});

test('a name with a space', async () => {
  assert.equal((await find(root, '/files/May%202024.csv')).name, 'May 2024.csv');
});

test('a file that is not there', async () => {
  assert.equal(await find(root, '/files/june.csv?for=QW5u'), null);
});

'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs/promises');
const path = require('node:path');
const { afterEach, beforeEach, test } = require('node:test');
const { running } = require('./support/running');

let app;
beforeEach(async () => {
  app = await running();
  await fs.writeFile(path.join(app.folder, 'acme-2023.csv'), 'id;name\n1;Jörg\n');
});
afterEach(() => app.stop());

test('an export is sent as an attachment', async () => {
  const { status, headers, body } = await app.get('/exports/acme-2023');
  assert.equal(status, 200);
  assert.equal(body, 'id;name\n1;Jörg\n');
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(headers['content-length'], '16');
  assert.equal(headers['content-disposition'], 'attachment; filename="acme-2023.csv"');
  assert.ok(Date.parse(headers['last-modified']));
});

test('HEAD says the same, without the content', async () => {
  const { status, headers, body } = await app.get('/exports/acme-2023', { method: 'HEAD' });
  assert.equal(status, 200);
  assert.equal(headers['content-length'], '16');
  assert.equal(body, '');
});

test('an export that is not there is not found', async () => {
  const { status, body } = await app.get('/exports/acme-1999');
  assert.equal(status, 404);
  assert.deepEqual(JSON.parse(body), { error: 'no such export' });
  assert.deepEqual(app.errors, []);
});

test('a name cannot leave the folder', async () => {
  assert.equal((await app.get('/exports/..%2f..%2fetc')).status, 400);
});

test('what is saved is listed and can be fetched', async () => {
  assert.equal((await app.get('/exports/new', { method: 'PUT', body: 'a;b\n' })).status, 201);
  assert.deepEqual(JSON.parse((await app.get('/exports')).body), { exports: ['acme-2023', 'new'] });
  assert.equal((await app.get('/exports/new')).body, 'a;b\n');
});

test('an empty export is empty', async () => {
  await fs.writeFile(path.join(app.folder, 'none.csv'), '');
  const { status, body } = await app.get('/exports/none');
  assert.equal(status, 200);
  assert.equal(body, '');
});

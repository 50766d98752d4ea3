'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const request = require('supertest');
const { createServer } = require('../src/server');
const { loadTemplates } = require('../src/templates');

const FOLDER = path.join(__dirname, '..', 'templates');

test('all templates are there as soon as loading returns', () => {
  const templates = loadTemplates(FOLDER);
  assert.deepEqual([...templates.keys()].sort(), ['reminder', 'welcome']);
  assert.equal(templates.get('welcome'), 'Welcome, {{name}}!');
});

test('a folder without templates, or with an empty one, stops the start', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'templates-'));
  assert.throws(() => loadTemplates(folder), /no templates/);
  fs.writeFileSync(path.join(folder, 'a.txt'), '\n');
  assert.throws(() => loadTemplates(folder), /a\.txt is empty/);
  fs.rmSync(folder, { recursive: true });
});

test('requests are answered without a look at the disk', async (t) => {
  const server = createServer(loadTemplates(FOLDER));
  for (const method of ['readFileSync', 'readdirSync', 'readFile']) t.mock.method(fs, method, assert.fail);
  await request(server).post('/render/welcome').send({ name: 'Ann' }).expect(200, { text: 'Welcome, Ann!' });
  await request(server).post('/render/reminder').send({ name: 'Ann' }).expect(400);
  await request(server).post('/render/nothing').send({}).expect(404);
});

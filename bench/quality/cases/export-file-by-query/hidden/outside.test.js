'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { after, before, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { exportsFolder } = require('../test/support/folder');

let place;
let app;

before(() => {
  place = exportsFolder();
  app = createApp(place);
});

after(() => place.remove());

const attacks = {
  'the folder above': () => '../.env',
  'by way of a folder': () => '2024/../../.env',
  'a folder whose name begins like ours': () => '../exports-internal/salaries.csv',
  'doubled dots': () => '....//.env',
  'an absolute path': () => path.join(place.above, '.env'),
};

for (const [what, file] of Object.entries(attacks)) {
  test(`nothing outside of the folder is sent: ${what}`, async () => {
    const { status, text, body } = await request(app).get('/exports/download').query({ file: file() });
    assert.ok(status >= 400, `${status}`);
    assert.ok(!`${text} ${body}`.includes('SECRET'));
  });
}

test('exports are still sent', async () => {
  const get = (file) => request(app).get('/exports/download').query({ file }).expect(200);
  assert.equal((await get('2024/may.csv')).text, 'id\n1\n');
  assert.equal((await get('all.csv')).text, 'id\n1\n2\n');
});

'use strict';

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { exportsFolder } = require('./support/folder');

let place;
let app;

before(() => {
  place = exportsFolder();
  app = createApp(place);
});

after(() => place.remove());

test('an export is downloaded under its own name', async () => {
  const { text } = await request(app)
    .get('/exports/download?file=all.csv')
    .expect(200)
    .expect('content-disposition', 'attachment; filename="all.csv"');
  assert.equal(text, 'id\n1\n2\n');
});

test('an export of a year lies in a folder', async () => {
  const { text } = await request(app)
    .get('/exports/download?file=2024%2Fmay.csv')
    .expect(200)
    .expect('content-disposition', 'attachment; filename="may.csv"');
  assert.equal(text, 'id\n1\n');
});

test('what is no export is not found', async () => {
  await request(app).get('/exports/download?file=none.csv').expect(404, { error: 'no such export' });
});

test('the list has all of them', () => request(app).get('/exports').expect(200, ['2024/may.csv', 'all.csv']));

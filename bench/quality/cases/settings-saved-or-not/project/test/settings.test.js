'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

let rows;
let callback;

beforeEach(() => {
  rows = new Map();
  const store = {
    load: async (id) => rows.get(id),
    save: async (id, settings) => void rows.set(id, settings),
  };
  callback = createApp({ store, log: { error() {} } }).callback();
});

const put = (body) => request(callback).put('/users/7/settings').send(body);

test('settings are saved and read again', async () => {
  await put({ language: 'de', theme: 'dark', admin: true }).expect(200, { saved: true, language: 'de', theme: 'dark' });
  assert.deepEqual(rows.get('7'), { language: 'de', theme: 'dark' });
  await request(callback).get('/users/7/settings').expect(200, { language: 'de', theme: 'dark' });
});

test('a user without settings has the usual ones', () =>
  request(callback).get('/users/8/settings').expect(200, { language: 'en', theme: 'system' }));

test('what is unknown is refused', async () => {
  await put({ language: 'xx', theme: 'dark' }).expect(422);
  await put({ language: 'en' }).expect(422);
  assert.equal(rows.size, 0);
});

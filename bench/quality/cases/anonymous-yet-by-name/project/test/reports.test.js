'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const REPORT = { id: 'r1', title: 'Q1', body: 'All is well.', readers: ['ann'] };
let recorded;
let app;

beforeEach(() => {
  recorded = [];
  app = createApp({
    reports: {
      find: async (id) => (id === 'r1' ? REPORT : null),
      listFor: async (user) => (user === 'ann' ? [{ id: 'r1', title: 'Q1' }] : []),
    },
    audit: { record: async (entry) => recorded.push(entry) },
    userOf: (token) => (token ? { id: token } : undefined),
  });
});

const get = (path, user) => {
  const asked = request(app).get(path);
  return user ? asked.set('authorization', user) : asked;
};

test('a reader gets the report, and the audit says who it was', async () => {
  await get('/reports/r1', 'ann').expect(200, { id: 'r1', title: 'Q1', body: 'All is well.' });
  assert.deepEqual(recorded, [{ event: 'report_read', reportId: 'r1', userId: 'ann' }]);
});

test('the list is that of the user', async () => {
  await get('/reports', 'ann').expect(200, [{ id: 'r1', title: 'Q1' }]);
  await get('/reports').expect(401);
});

test('a report that is not there is not found', () => get('/reports/r2', 'ann').expect(404, { error: 'not_found' }));

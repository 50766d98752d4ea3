'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

let lines;
let app;

beforeEach(() => {
  lines = [];
  const logger = { info: (line) => lines.push(line), error: (line) => lines.push(line) };
  app = createApp({ logger, accounts: { find: async (id) => (id === '7' ? { id, name: 'Ann' } : null) } });
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('an account is read', () => request(app).get('/api/accounts/7').expect(200, { id: '7', name: 'Ann' }));

test('an account that is not there is a 404', () =>
  request(app).get('/api/accounts/8').expect(404, { error: 'not_found' }));

test('each request is one line', async () => {
  await request(app).get('/api/accounts/7');
  await request(app).get('/api/accounts/8');
  await settled();
  assert.equal(lines.length, 2);
});

test('probes are not logged', async () => {
  await request(app).get('/healthz').expect(200);
  await settled();
  assert.equal(lines.length, 0);
});

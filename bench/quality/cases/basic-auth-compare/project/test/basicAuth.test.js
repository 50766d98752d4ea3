'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const accounts = [
  { name: 'prometheus', password: 'correct horse' },
  { name: 'grafana', password: 'battery:staple' },
];
const app = createApp({ accounts, metrics: () => ({ requests_total: 7 }) });
const ask = (name, password) => request(app).get('/metrics').auth(name, password);

test('each account gets in', async () => {
  const { text } = await ask('prometheus', 'correct horse').expect(200);
  assert.match(text, /for prometheus\nrequests_total 7/);
  await ask('grafana', 'battery:staple').expect(200);
});

test('wrong ones do not', async () => {
  await ask('prometheus', 'correct hors').expect(401);
  await ask('prometheus', 'battery:staple').expect(401);
  await ask('Prometheus', 'correct horse').expect(401);
  await ask('nobody', '').expect(401);
});

test('nothing, or something else, asks for credentials', async () => {
  const { headers } = await request(app).get('/metrics').expect(401);
  assert.match(headers['www-authenticate'], /^Basic realm="Metrics"/);
  await request(app).get('/metrics').set('Authorization', 'Bearer abc').expect(401);
  await request(app).get('/metrics').set('Authorization', 'Basic !!!').expect(401);
});

test('health needs none', async () => {
  await request(app).get('/healthz').expect(200);
});

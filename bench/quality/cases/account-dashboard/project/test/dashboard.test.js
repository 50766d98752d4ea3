'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { services, expected, silent } = require('./support/services');

const fail = async () => {
  throw new Error('ECONNREFUSED');
};
const get = (with_, id = 7) => request(createApp(with_, silent)).get(`/dashboard/${id}`);

test('the dashboard has a part of each service', async () => {
  const with_ = services();
  const { body } = await get(with_).expect(200);
  assert.deepEqual(body, expected);
  assert.deepEqual(with_.calls.find(([name]) => name === 'recommendations'), ['recommendations', 'sailing']);
  assert.deepEqual(with_.calls.find(([name]) => name === 'orders'), ['orders', '7', 20]);
});

test('an unknown user has none', async () => {
  await get(services(), 8).expect(404, { error: 'no such user' });
});

test('it goes without notices', async () => {
  const { body } = await get(services({ notices: fail })).expect(200);
  assert.deepEqual(body, { ...expected, notices: [] });
});

test('it says which service failed', async () => {
  await get(services({ orders: fail })).expect(502, { error: 'upstream failed', service: 'orders' });
  await get(services({ profile: fail })).expect(502, { error: 'upstream failed', service: 'profiles' });
  await get(services({ recommendations: fail })).expect(502, { error: 'upstream failed', service: 'recommendations' });
});

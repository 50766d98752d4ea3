'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

let logged;
let app;

beforeEach(() => {
  logged = [];
  app = createApp({
    tickets: {
      find: async (id) => {
        if (id === '500') throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
        return null;
      },
      open: async (ticket) => ticket,
    },
    log: { error: (...said) => logged.push(said.map(String).join(' ')) },
  });
});

test('what fails inside is a 500 in JSON, logged, and says nothing of the inside', async () => {
  const { body, text } = await request(app).get('/tickets/500').expect(500).expect('content-type', /json/);
  assert.equal(body.error, 'internal error');
  assert.doesNotMatch(text, /ECONNREFUSED/);
  assert.equal(logged.length, 1);
  assert.match(logged[0], /ECONNREFUSED/);
});

test('an error with a status keeps it and its words', async () => {
  const { body } = await request(app).get('/tickets/9').expect(410).expect('content-type', /json/);
  assert.equal(body.error, 'this ticket is gone');
  assert.deepEqual(logged, []);
});

test('a body that is not JSON is a 400 in JSON', async () => {
  const { body } = await request(app)
    .post('/tickets')
    .set('content-type', 'application/json')
    .send('{"text":')
    .expect(400)
    .expect('content-type', /json/);
  assert.equal(typeof body.error, 'string');
});

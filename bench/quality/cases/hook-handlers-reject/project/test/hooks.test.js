'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { parts } = require('./support/parts');

const post = (app, path, body) => request(app).post(`/v2/hooks${path}`).send(body);

test('captions are stopped', async () => {
  const { app, calls } = parts();
  await post(app, '/captions', { captionId: 'c1', status: 'stopped' }).expect(204);
  await post(app, '/captions', { captionId: 'c1', status: 'started' }).expect(204);
  assert.deepEqual(calls, [['stop', 'room-1']]);
  await post(app, '/captions', { captionId: 'c9', status: 'stopped' }).expect(404);
});

test('archives are kept', async () => {
  const { app, calls } = parts();
  await post(app, '/archive', { id: 'a1', status: 'available' }).expect(204);
  assert.deepEqual(calls, [['archive', 'a1', 'available']]);
  await post(app, '/archive', { id: 'a1' }).expect(400);
});

test('a session that is over closes its room', async () => {
  const { app, calls } = parts();
  await post(app, '/session', { sessionId: 's1', event: 'sessionDestroyed' }).expect(204);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(calls, [['close', 's1'], ['stop', 's1']]);
  await post(app, '/session', { event: 'sessionDestroyed' }).expect(400);
  await post(app, '/session', { sessionId: 's2', event: 'sessionCreated' }).expect(204);
});

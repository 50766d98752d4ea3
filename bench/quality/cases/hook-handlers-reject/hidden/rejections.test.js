'use strict';

const assert = require('node:assert/strict');
const { afterEach, beforeEach, test } = require('node:test');
const request = require('supertest');
const { parts } = require('../test/support/parts');

const post = (app, path, body) => request(app).post(`/v2/hooks${path}`).timeout(3000).send(body);
const down = async () => {
  throw new Error('store is down');
};

let unhandled = [];
const note = (error) => unhandled.push(error);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', note);
});
afterEach(() => process.off('unhandledRejection', note));

async function settled() {
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled.map(String), []);
}

test('captions: the store is down', async () => {
  const { app, errors } = parts({ roomOfCaption: down });
  await post(app, '/captions', { captionId: 'c1' }).expect(500);
  assert.match(errors[0].message, /store is down/);
  await settled();
});

test('captions: stopping fails', async () => {
  const { app, errors } = parts({}, { stop: down });
  await post(app, '/captions', { captionId: 'c1', status: 'stopped' }).expect(500);
  assert.equal(errors.length, 1);
  await settled();
});

test('captions: one answer where the id is missing, and nobody is asked', async () => {
  let asked = 0;
  const { app, errors } = parts({ roomOfCaption: async () => void (asked += 1) });
  await post(app, '/captions', {}).expect(400);
  await settled();
  assert.equal(asked, 0);
  assert.equal(errors.length, 0);
});

test('archive: the error keeps its status and cause', async () => {
  const { app, errors } = parts({ saveArchive: down });
  await post(app, '/archive', { id: 'a1', status: 'available' }).expect(502);
  assert.match(errors[0].message, /archive event/);
  assert.match(errors[0].cause.message, /store is down/);
  await settled();
});

test('session: a room that cannot be closed crashes nothing, and is told to somebody', async (t) => {
  const told = [];
  for (const level of ['error', 'warn', 'log']) t.mock.method(console, level, (...words) => told.push(...words));
  const { app, errors } = parts({ closeRoom: down });
  await post(app, '/session', { sessionId: 's1', event: 'sessionDestroyed' });
  await settled();
  const words = [...errors, ...told].map((one) => `${one?.message ?? one} ${one?.cause ?? ''}`).join(' ');
  assert.match(words, /store is down/);
});

test('a body that is no object is answered', async () => {
  const { app } = parts();
  for (const path of ['/captions', '/archive', '/session']) {
    const { status } = await post(app, path, []);
    assert.equal(status, 400);
  }
  await settled();
});

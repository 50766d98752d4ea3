'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { setImmediate: turn } = require('node:timers/promises');
const { afterEach, beforeEach, test } = require('node:test');
const request = require('supertest');
const { desk, listening } = require('../test/support/desk');

// Under the test runner an uncaught error would end another test: they are gathered.
let uncaught = [];
const note = (error) => uncaught.push(error);
beforeEach(() => {
  uncaught = [];
  process.on('uncaughtException', note);
});
afterEach(() => process.off('uncaughtException', note));

async function quiet() {
  for (let n = 0; n < 20; n += 1) await turn();
  assert.deepEqual(uncaught.map(String), []);
}

async function until(done) {
  for (let n = 0; n < 3000 && !done(); n += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  return done();
}

test('a blob that is gone is a 404', async () => {
  const { app } = desk();
  const { headers } = await request(app).get('/attachments/gone').timeout(3000).expect(404);
  assert.notEqual(headers['content-length'], '10');
  await quiet();
});

test('another failure before the first byte is a 5xx that is logged', async () => {
  const { app, errors } = desk();
  const { status } = await request(app).get('/attachments/denied').timeout(3000);
  assert.ok(status >= 500, `answered ${status}`);
  assert.equal(errors[0].code, 'AccessDenied');
  await quiet();
});

test('a failure on the way breaks the answer off', async () => {
  const { app } = desk();
  const { get, close } = await listening(app);
  try {
    const req = get('/attachments/half');
    req.on('error', () => {});
    const [res] = await once(req, 'response');
    let over = '';
    res.on('error', () => (over ||= 'broken'));
    res.on('aborted', () => (over ||= 'broken'));
    res.on('end', () => (over ||= 'whole'));
    res.on('close', () => (over ||= 'broken'));
    res.resume();
    await until(() => over);
    assert.equal(over, 'broken');
    await quiet();
  } finally {
    close();
  }
});

test('who goes away leaves no open read behind', async () => {
  const { app, streams } = desk();
  const { get, close } = await listening(app);
  try {
    for (let n = 0; n < 3; n += 1) {
      const req = get('/attachments/long');
      req.on('error', () => {});
      const [res] = await once(req, 'response');
      res.on('error', () => {});
      await once(res, 'data');
      res.destroy();
    }
    assert.equal(streams.length, 3);
    assert.ok(await until(() => streams.every((stream) => stream.destroyed)), 'a source is still open');
    await quiet();
  } finally {
    close();
  }
});

test('the source of a whole answer is closed, too', async () => {
  const { app, streams } = desk();
  await request(app).get('/attachments/a1').expect(200);
  assert.ok(await until(() => streams[0].destroyed));
});

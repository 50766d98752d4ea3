'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { setTimeout: wait } = require('node:timers/promises');
const request = require('supertest');
const { createApp } = require('../src/app');

const put = (store) =>
  request(createApp({ store, log: { error() {} } }).callback())
    .put('/users/7/settings')
    .timeout(5000)
    .send({ language: 'de', theme: 'dark' });

test('the answer comes when the settings are saved', async () => {
  const rows = new Map();
  const save = async (id, settings) => {
    await wait(100);
    rows.set(id, settings);
  };
  const { status, body } = await put({ save });
  assert.deepEqual(rows.get('7'), { language: 'de', theme: 'dark' });
  assert.equal(status, 200);
  assert.deepEqual(body, { saved: true, language: 'de', theme: 'dark' });
});

test('a save that fails is no success, and no rejection that nobody handles', async () => {
  const stray = [];
  const note = (error) => stray.push(error.message);
  process.on('unhandledRejection', note);
  try {
    const save = async () => {
      await wait(20);
      throw new Error('deadlock detected');
    };
    const { status, body } = await put({ save });
    await wait(80);
    assert.ok(status >= 500, `${status}`);
    assert.notEqual(body.saved, true);
    assert.deepEqual(stray, []);
  } finally {
    process.off('unhandledRejection', note);
  }
});

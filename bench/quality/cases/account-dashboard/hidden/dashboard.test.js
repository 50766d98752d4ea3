'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { services, expected, silent, profile } = require('../test/support/services');

function gate(value) {
  let open;
  let refuse;
  const opened = new Promise((resolve, reject) => {
    open = () => resolve(value);
    refuse = () => reject(new Error('ECONNRESET'));
  });
  return { open, refuse, wait: () => opened };
}

async function until(check) {
  for (let turn = 0; turn < 100 && !check(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  return check();
}

const get = (with_) => request(createApp(with_, silent)).get('/dashboard/7');
const names = (with_) => with_.calls.map(([name]) => name);

test('what does not need the profile is asked for while the profile is on its way', async () => {
  const slow = gate(profile);
  const with_ = services({ profile: slow.wait });
  const answer = get(with_).then((res) => res);
  await until(() => names(with_).includes('orders') && names(with_).includes('notices'));
  const asked = names(with_).sort();
  slow.open();
  const { status, body } = await answer;
  assert.deepEqual(asked, ['notices', 'orders', 'profile']);
  assert.equal(status, 200);
  assert.deepEqual(body, expected);
  assert.equal(with_.calls.length, 4);
});

test('a service that fails early while another is on its way harms nothing else', async () => {
  const stray = [];
  const note = (error) => stray.push(error.message);
  process.on('unhandledRejection', note);
  try {
    for (const name of ['orders', 'notices']) {
      const slow = gate(profile);
      const first = gate();
      const with_ = services({ profile: slow.wait, [name]: first.wait });
      const answer = get(with_).then((res) => res);
      await until(() => names(with_).includes(name));
      first.refuse();
      await new Promise((resolve) => setTimeout(resolve, 30));
      slow.open();
      const { status, body } = await answer;
      if (name === 'orders') {
        assert.equal(status, 502);
        assert.equal(body.service, 'orders');
      } else {
        assert.equal(status, 200);
        assert.deepEqual(body, { ...expected, notices: [] });
      }
    }
    const gone = gate(null);
    const with_ = services({ profile: gone.wait, orders: async () => Promise.reject(new Error('no orders')) });
    const answer = get(with_).then((res) => res);
    await until(() => names(with_).includes('profile'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    gone.open();
    assert.ok([404, 502].includes((await answer).status));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(stray, []);
  } finally {
    process.off('unhandledRejection', note);
  }
});

test('an unknown user is still not found', async () => {
  await request(createApp(services(), silent)).get('/dashboard/8').expect(404);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { credentialsMatch } = require('../src/basicAuth');

const LENGTH = 400_000;
const text = (...parts) => Buffer.from(parts.join('')).toString('utf8');
const wanted = text('a'.repeat(LENGTH));
const early = text('b', 'a'.repeat(LENGTH - 1));
const late = text('a'.repeat(LENGTH - 1), 'b');

// The quickest of several runs: noise only ever adds.
function quickest(run) {
  let best = Infinity;
  for (let round = 0; round < 25; round += 1) {
    const begun = process.hrtime.bigint();
    assert.equal(run(), false);
    best = Math.min(best, Number(process.hrtime.bigint() - begun));
  }
  return best;
}

function alike(one, other, what) {
  const [quick, slow] = [quickest(one), quickest(other)].sort((a, b) => a - b);
  // Equal work; below 20 microseconds in all nobody can tell anything.
  assert.ok(slow < 20_000 || slow < quick * 3, `${what}: ${quick} ns against ${slow} ns`);
}

test('how much of a password was right makes no difference', () => {
  const account = { name: 'ann', password: wanted };
  alike(
    () => credentialsMatch({ name: 'ann', password: early }, account),
    () => credentialsMatch({ name: 'ann', password: late }, account),
    'password'
  );
});

test('how much of a name was right makes no difference', () => {
  const account = { name: wanted, password: 'x' };
  alike(
    () => credentialsMatch({ name: early, password: 'y' }, account),
    () => credentialsMatch({ name: late, password: 'y' }, account),
    'name'
  );
});

test('a wrong name costs as much as a wrong password', () => {
  const account = { name: 'ann', password: wanted };
  alike(
    () => credentialsMatch({ name: 'bob', password: late }, account),
    () => credentialsMatch({ name: 'ann', password: late }, account),
    'both'
  );
});

test('texts of as many characters but other bytes are answered, not thrown at', async () => {
  const app = createApp({ accounts: [{ name: 'jürgen', password: 'pässwörd' }], metrics: () => ({}) });
  await request(app).get('/metrics').auth('jurgen', 'passwort').expect(401);
  await request(app).get('/metrics').auth('jürgen', 'passwort').expect(401);
  await request(app).get('/metrics').auth('jürgen', '').expect(401);
  await request(app).get('/metrics').auth('jürgen', 'pässwörd').expect(200);
});

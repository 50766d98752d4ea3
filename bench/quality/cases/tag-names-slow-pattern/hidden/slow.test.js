'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { clean, isHost, isKey } = require('../src/validators');

function spent(work) {
  const begun = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begun);
}

// Plain work on a few megabytes, as a measure of this machine at this moment.
const text = JSON.stringify(Array.from({ length: 60_000 }, (_, n) => ({ n, name: `label ${n}` })));
const measure = () => Math.max(...Array.from({ length: 3 }, () => spent(() => JSON.stringify(JSON.parse(text)))));

const ATTACKS = {
  'blanks within a name': () => assert.equal(clean(`a${' '.repeat(90_000)}b`), 'a b'),
  'separators within a name': () => assert.equal(clean(`a${',;'.repeat(45_000)}b`).length, 90_002),
  'a key that ends badly': () => assert.equal(isKey(`${'a'.repeat(30)}!`), false),
  'a host that ends badly': () => assert.equal(isHost(`${'a'.repeat(28)}!`), false),
};

for (const [what, attack] of Object.entries(ATTACKS)) {
  test(`is judged at once: ${what}`, () => {
    attack.warm = measure();
    const limit = measure() * 4;
    const took = spent(attack);
    assert.ok(took < limit, `${took} ns where ${limit} ns are plenty`);
  });
}

test('long input that is fine is fine', () => {
  const key = Array.from({ length: 20_000 }, () => 'ab').join('-');
  assert.equal(isKey(key), true);
  assert.equal(isKey(`${key}-`), false);
  assert.equal(isHost(Array.from({ length: 5_000 }, () => 'a-b').join('.')), true);
  assert.equal(clean(` ${'a '.repeat(20_000)}`), Array.from({ length: 20_000 }, () => 'a').join(' '));
});

test('large ones that are wrong are refused as quickly', () => {
  const limit = measure() * 4;
  assert.ok(spent(() => assert.equal(isKey(`${'a'.repeat(50_000)}!`), false)) < limit);
  assert.ok(spent(() => assert.equal(isHost(`${'a-'.repeat(25_000)}!`), false)) < limit);
  assert.ok(spent(() => assert.equal(isHost(`${'a.'.repeat(25_000)}!`), false)) < limit);
});

'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { satisfies } = require('../src/versions');

const table = {
  '*': { yes: ['0.0.0', '1.2.3', '99.0.0'], no: [] },
  '1.2.3': { yes: ['1.2.3', 'v1.2.3'], no: ['1.2.4', '1.2.2', '2.2.3'] },
  '>=1.2.3': { yes: ['1.2.3', '1.2.4', '1.3.0', '2.0.0'], no: ['1.2.2', '0.9.9'] },
  '~1.2.3': { yes: ['1.2.3', '1.2.99'], no: ['1.2.2', '1.3.0', '2.2.3'] },
  '~0.2.3': { yes: ['0.2.3', '0.2.9'], no: ['0.3.0', '0.2.2'] },
  '^1.2.3': { yes: ['1.2.3', '1.2.4', '1.10.0'], no: ['1.2.2', '2.0.0', '0.2.3'] },
  '^0.2.3': { yes: ['0.2.3', '0.2.4'], no: ['0.2.2', '0.3.4', '1.2.3'] },
  '^0.0.3': { yes: ['0.0.3'], no: ['0.0.2', '0.0.4', '0.1.3', '1.0.3'] },
};

for (const [range, { yes, no }] of Object.entries(table)) {
  for (const version of yes) test(`${range} allows ${version}`, () => assert.equal(satisfies(version, range), true));
  for (const version of no) test(`${range} refuses ${version}`, () => assert.equal(satisfies(version, range), false));
}

for (const [version, range] of [['1.2', '^1.2.0'], ['x', '*'], ['1.2.3', '^1'], ['1.2.3', '<2.0.0'], ['1.2.3', '']]) {
  test(`${version} in "${range}" is an error`, () => assert.throws(() => satisfies(version, range), TypeError));
}

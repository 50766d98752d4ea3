'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { compare } = require('../src/versions');

test('versions are compared by number, not by letter', () => {
  assert.ok(compare('1.10.0', '1.9.9') > 0);
  assert.ok(compare('2.0.0', '10.0.0') < 0);
  assert.equal(compare('v1.2.3', '1.2.3'), 0);
});

test('what is no version is refused', () => assert.throws(() => compare('1.2', '1.2.0'), TypeError));

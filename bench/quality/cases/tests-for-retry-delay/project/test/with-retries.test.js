'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { withRetries } = require('../src/retry');

test('a good answer is given back at once', async () => {
  const answer = await withRetries(async () => ({ status: 200 }), assert.fail);
  assert.equal(answer.status, 200);
});

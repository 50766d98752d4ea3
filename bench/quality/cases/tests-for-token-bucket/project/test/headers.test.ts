import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitHeaders } from '../src/headers.js';

test('a refused request is told when to come again', () => {
  assert.deepEqual(limitHeaders({ allowed: false, remaining: 0, retryAfter: 3 }), {
    'X-RateLimit-Remaining': '0',
    'Retry-After': '3',
  });
});

test('an allowed one is told what is left', () => {
  assert.deepEqual(limitHeaders({ allowed: true, remaining: 4, retryAfter: 0 }), { 'X-RateLimit-Remaining': '4' });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents } from '../src/invoice.js';

test('cents are shown with two digits', () => {
  assert.equal(formatCents(1990), '19.90 EUR');
  assert.equal(formatCents(5, 'CHF'), '0.05 CHF');
});

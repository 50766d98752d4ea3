import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeOf } from '../src/fees';
import { statementOf } from '../src/statement';

test('fees where nothing needs rounding', () => {
  assert.equal(feeOf('sepa', 123_456), 20);
  assert.equal(feeOf('card', 100_000), 1_425);
  assert.equal(feeOf('instant', 200_000), 750);
});

test('fees are whole cents', () => {
  for (let amount = 9_000; amount < 9_200; amount++) assert.ok(Number.isInteger(feeOf('card', amount)));
});

test('amounts that make no sense are refused', () => {
  for (const amount of [0, -5, 1.5, Number.NaN]) assert.throws(() => feeOf('card', amount), RangeError);
});

test('what is paid out is what came in, less the fees', () => {
  const { lines, payoutCents } = statementOf([
    { id: 'a', scheme: 'card', amountCents: 100_000 },
    { id: 'b', scheme: 'sepa', amountCents: 5_000 },
  ]);
  assert.deepEqual(lines.map((line) => line.feeCents), [1_425, 20]);
  assert.equal(payoutCents, 103_555);
});

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { TokenBuckets } from '../src/limiter.js';

let time = 0;
let buckets: TokenBuckets;

beforeEach(() => {
  time = 1_000_000;
  buckets = new TokenBuckets({ capacity: 3, perSecond: 0.5, now: () => time });
});

function drain(key: string) {
  for (let taken = 0; taken < 3; taken++) buckets.take(key);
}

describe('take', () => {
  test('allows as many at once as the bucket holds', () => {
    assert.deepEqual(
      [buckets.take('a'), buckets.take('a'), buckets.take('a')].map(({ allowed, remaining }) => [allowed, remaining]),
      [[true, 2], [true, 1], [true, 0]]
    );
    assert.deepEqual(buckets.take('a'), { allowed: false, remaining: 0, retryAfter: 2 });
  });

  test('keeps keys apart', () => {
    drain('a');
    assert.equal(buckets.take('b').allowed, true);
  });

  test('fills up with time, and says how long that takes', () => {
    drain('a');
    time += 1_000;
    assert.deepEqual(buckets.take('a'), { allowed: false, remaining: 0, retryAfter: 1 });
    time += 1_000;
    assert.deepEqual(buckets.take('a'), { allowed: true, remaining: 0, retryAfter: 0 });
    assert.equal(buckets.take('a').allowed, false);
  });

  test('never holds more than its capacity', () => {
    drain('a');
    time += 3_600_000;
    assert.equal(buckets.take('a').remaining, 2);
  });

  test('is not upset by a clock that goes back', () => {
    drain('a');
    time -= 10_000;
    assert.equal(buckets.take('a').allowed, false);
  });
});

test('sweep forgets the buckets that are full again, and only them', () => {
  drain('a');
  buckets.take('b');
  time += 2_000;
  assert.equal(buckets.sweep(), 1);
  assert.equal(buckets.size, 1);
  assert.equal(buckets.take('a').remaining, 0);
});

test('limits that make no sense are refused', () => {
  assert.throws(() => new TokenBuckets({ capacity: 0, perSecond: 1 }), RangeError);
  assert.throws(() => new TokenBuckets({ capacity: 1, perSecond: 0 }), RangeError);
  assert.throws(() => new TokenBuckets({ capacity: Number.NaN, perSecond: 1 }), RangeError);
});

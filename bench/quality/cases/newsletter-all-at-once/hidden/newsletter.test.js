import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendNewsletter } from '../src/newsletter.js';

const issue = { subject: 'May', html: '<h1>News</h1>' };

function counting(fails = () => false) {
  const seen = { now: 0, most: 0, to: [] };
  const send = async ({ to }) => {
    seen.most = Math.max(seen.most, ++seen.now);
    seen.to.push(to);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    seen.now -= 1;
    if (fails(to)) throw new Error('refused');
  };
  return { seen, send };
}

const people = Array.from({ length: 500 }, (_, n) => ({ email: `user${n}@example.org`, name: `User ${n}` }));

test('500 recipients are served, twenty at once at most', async () => {
  const { seen, send } = counting();
  const results = await sendNewsletter({ send }, issue, people);
  assert.ok(seen.most <= 20, `${seen.most} at once`);
  assert.ok(seen.most >= 2, 'one after another');
  assert.equal(new Set(seen.to).size, 500);
  assert.equal(seen.to.length, 500);
  assert.deepEqual(results, people.map(({ email }) => ({ email, sent: true })));
});

test('failures keep their place and stop nobody', async () => {
  const fails = (to) => /[05]@/.test(to);
  const { seen, send } = counting(fails);
  const results = await sendNewsletter({ send }, issue, people);
  assert.ok(seen.most <= 20, `${seen.most} at once`);
  assert.deepEqual(
    results,
    people.map(({ email }) => (fails(email) ? { email, sent: false, reason: 'refused' } : { email, sent: true })),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendNewsletter } from '../src/newsletter.js';

const issue = { subject: 'May', html: '<h1>News</h1>' };

test('each recipient gets the issue, those who left do not', async () => {
  const sent = [];
  const results = await sendNewsletter({ send: async (mail) => void sent.push(mail) }, issue, [
    { email: 'ann@example.org', name: 'Ann' },
    { email: 'bob@example.org', name: 'Bob', unsubscribed: true },
    { email: 'eve@example.org', name: 'Eve <3' },
  ]);
  assert.deepEqual(sent.map((mail) => mail.to).sort(), ['ann@example.org', 'eve@example.org']);
  assert.ok(sent.some((mail) => mail.html === '<p>Hello Eve &lt;3,</p>\n<h1>News</h1>'));
  assert.deepEqual(results, [
    { email: 'ann@example.org', sent: true },
    { email: 'eve@example.org', sent: true },
  ]);
});

test('one that fails does not stop the others', async () => {
  const send = async ({ to }) => {
    if (to.startsWith('ann')) throw new Error('mailbox full');
  };
  assert.deepEqual(
    await sendNewsletter({ send }, issue, [
      { email: 'ann@example.org', name: 'Ann' },
      { email: 'bob@example.org', name: 'Bob' },
    ]),
    [
      { email: 'ann@example.org', sent: false, reason: 'mailbox full' },
      { email: 'bob@example.org', sent: true },
    ],
  );
});

test('nobody to send to', async () => {
  assert.deepEqual(await sendNewsletter({ send: async () => {} }, issue, []), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from './support/world.js';

test('a link comes by mail and is good once', async () => {
  const { resets, mails, token } = world();
  await resets.request('ann@club.test');
  assert.equal(mails.length, 1);
  assert.equal(mails[0].to, 'ann@club.test');
  assert.equal(mails[0].subject, 'A new password');
  assert.match(mails[0].text, /^https:\/\/id\.example\/reset\/[\w-]+$/);
  assert.equal(await resets.redeem(token()), 'ann');
  assert.equal(await resets.redeem(token()), undefined);
});

test('the token itself is not stored, and is good for half an hour', async () => {
  const { resets, stored, token } = world();
  await resets.request('ann@club.test');
  const [reset] = stored.values();
  assert.equal(reset.userId, 'ann');
  assert.ok(!JSON.stringify(reset).includes(token()));
  assert.ok(Math.abs(reset.expiresAt - Date.now() - 30 * 60_000) < 10_000);
  stored.set(reset.digest, { ...reset, expiresAt: Date.now() - 1 });
  assert.equal(await resets.redeem(token()), undefined);
});

test('nobody gets a mail for an address that is not known', async () => {
  const { resets, stored, mails } = world();
  await resets.request('eve@elsewhere.test');
  assert.equal(mails.length + stored.size, 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from '../test/support/world.js';

/** 128 bit: 32 hexadecimal digits (as a UUID has them), or 22 characters of base64url. */
function longEnough(token: string): boolean {
  const plain = token.replaceAll('-', '');
  return /^[0-9a-f]+$/i.test(plain) ? plain.length >= 32 : token.length >= 22;
}

test('tokens do not come from Math.random or from the clock', async (t) => {
  t.mock.method(Math, 'random', () => 0.123456789);
  t.mock.method(Date, 'now', () => 1_714_737_600_000);
  const { resets, token } = world();
  const tokens = new Set<string>();
  for (let turn = 0; turn < 20; turn += 1) {
    await resets.request('ann@club.test');
    tokens.add(token());
  }
  assert.equal(tokens.size, 20);
});

test('a token is long enough not to be guessed, and works', async () => {
  const { resets, token } = world();
  for (let turn = 0; turn < 20; turn += 1) {
    await resets.request('ann@club.test');
    assert.ok(longEnough(token()), token());
    assert.match(token(), /^[\w-]+$/);
  }
  assert.equal(await resets.redeem(token()), 'ann');
});

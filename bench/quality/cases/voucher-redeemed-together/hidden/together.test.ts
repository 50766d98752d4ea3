import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Voucher, Wallet } from '../src/types.js';
import { Vouchers } from '../src/vouchers.js';
import { collection } from '../test/support/collection.js';

const NOW = () => new Date('2029-06-01');

function world(maxUses: number) {
  const vouchers = collection<Voucher>([
    { code: 'TEA-10', cents: 1000, maxUses, usedCount: 0, usedBy: [], expiresAt: new Date('2030-01-01') },
  ]);
  const wallets = collection<Wallet>();
  // Two processes over one database.
  const services = [new Vouchers(vouchers, wallets, NOW), new Vouchers(vouchers, wallets, NOW)];
  const credited = () => wallets.documents.reduce((sum, wallet) => sum + wallet.cents, 0);
  return { services, vouchers, credited };
}

test('a single-use voucher is credited once, whoever asks at the same time', async () => {
  const { services, vouchers, credited } = world(1);
  const outcomes = await Promise.all(Array.from({ length: 6 }, (_, n) => services[n % 2].redeem('TEA-10', `user-${n}`)));
  assert.equal(outcomes.filter((one) => one.ok).length, 1);
  assert.equal(credited(), 1000);
  assert.equal(vouchers.documents[0].usedCount, 1);
  assert.equal(vouchers.documents[0].usedBy.length, 1);
});

test('one user who asks several times at once gets it once', async () => {
  const { services, credited } = world(10);
  const outcomes = await Promise.all(Array.from({ length: 5 }, (_, n) => services[n % 2].redeem('TEA-10', 'ann')));
  assert.equal(outcomes.filter((one) => one.ok).length, 1);
  assert.equal(credited(), 1000);
});

test('a voucher for three is credited three times in all, and no use is lost', async () => {
  const { services, vouchers, credited } = world(3);
  const first = await Promise.all(Array.from({ length: 8 }, (_, n) => services[n % 2].redeem('TEA-10', `user-${n}`)));
  let won = first.filter((one) => one.ok).length;
  assert.ok(won >= 1 && won <= 3, `${won} won`);
  // Whoever comes later gets what is left.
  for (let n = 10; n < 16; n += 1) won += Number((await services[0].redeem('TEA-10', `user-${n}`)).ok);
  assert.equal(won, 3);
  assert.equal(credited(), 3000);
  assert.equal(vouchers.documents[0].usedCount, 3);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Voucher, Wallet } from '../src/types.js';
import { Vouchers } from '../src/vouchers.js';
import { collection } from './support/collection.js';

function world(given: Partial<Voucher> = {}) {
  const voucher = { code: 'TEA-10', cents: 1000, maxUses: 2, usedCount: 0, usedBy: [], expiresAt: new Date('2030-01-01'), ...given };
  const vouchers = collection<Voucher>([voucher]);
  const wallets = collection<Wallet>([{ userId: 'ann', cents: 250 }]);
  return { voucher, service: new Vouchers(vouchers, wallets, () => new Date('2029-06-01')) };
}

test('credits the wallet, also a new one', async () => {
  const { service, voucher } = world();
  assert.deepEqual(await service.redeem(' tea-10 ', 'ann'), { ok: true, cents: 1000 });
  assert.deepEqual(await service.redeem('TEA-10', 'bob'), { ok: true, cents: 1000 });
  assert.equal(await service.balance('ann'), 1250);
  assert.equal(await service.balance('bob'), 1000);
  assert.equal(voucher.usedCount, 2);
  assert.deepEqual(voucher.usedBy, ['ann', 'bob']);
});

test('each user once', async () => {
  const { service } = world();
  await service.redeem('TEA-10', 'ann');
  assert.deepEqual(await service.redeem('TEA-10', 'ann'), { ok: false, reason: 'already-used' });
  assert.equal(await service.balance('ann'), 1250);
});

test('says why not', async () => {
  assert.deepEqual(await world().service.redeem('NOPE', 'ann'), { ok: false, reason: 'unknown' });
  const over = world({ expiresAt: new Date('2029-01-01') });
  assert.deepEqual(await over.service.redeem('TEA-10', 'ann'), { ok: false, reason: 'expired' });
  const used = world({ maxUses: 1, usedCount: 1, usedBy: ['bob'] });
  assert.deepEqual(await used.service.redeem('TEA-10', 'ann'), { ok: false, reason: 'used-up' });
  assert.equal(await used.service.balance('ann'), 250);
});

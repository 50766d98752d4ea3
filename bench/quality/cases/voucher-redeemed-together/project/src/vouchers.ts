import type { Collection, Outcome, Voucher, Wallet } from './types.js';

export class Vouchers {
  constructor(
    private readonly vouchers: Collection<Voucher>,
    private readonly wallets: Collection<Wallet>,
    private readonly now: () => Date = () => new Date()
  ) {}

  /** Credits a voucher to a user: each user once, and in all as often as it allows. */
  async redeem(code: string, userId: string): Promise<Outcome> {
    const voucher = await this.vouchers.findOne({ code: code.trim().toUpperCase() });
    if (!voucher) return { ok: false, reason: 'unknown' };
    if (voucher.expiresAt <= this.now()) return { ok: false, reason: 'expired' };
    if (voucher.usedBy.includes(userId)) return { ok: false, reason: 'already-used' };
    if (voucher.usedCount >= voucher.maxUses) return { ok: false, reason: 'used-up' };

    await this.wallets.updateOne({ userId }, { $inc: { cents: voucher.cents } }, { upsert: true });
    await this.vouchers.updateOne(
      { code: voucher.code },
      { $set: { usedCount: voucher.usedCount + 1, usedBy: [...voucher.usedBy, userId] } }
    );
    return { ok: true, cents: voucher.cents };
  }

  async balance(userId: string): Promise<number> {
    const wallet = await this.wallets.findOne({ userId });
    return wallet?.cents ?? 0;
  }
}

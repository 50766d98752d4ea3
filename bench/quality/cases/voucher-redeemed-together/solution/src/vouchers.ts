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

    // The condition is part of the update: what was read above may be out of date by now.
    const { modifiedCount } = await this.vouchers.updateOne(
      { code: voucher.code, usedCount: { $lt: voucher.maxUses }, usedBy: { $ne: userId } },
      { $inc: { usedCount: 1 }, $push: { usedBy: userId } }
    );
    if (!modifiedCount) {
      const current = await this.vouchers.findOne({ code: voucher.code });
      return { ok: false, reason: current?.usedBy.includes(userId) ? 'already-used' : 'used-up' };
    }

    await this.wallets.updateOne({ userId }, { $inc: { cents: voucher.cents } }, { upsert: true });
    return { ok: true, cents: voucher.cents };
  }

  async balance(userId: string): Promise<number> {
    const wallet = await this.wallets.findOne({ userId });
    return wallet?.cents ?? 0;
  }
}

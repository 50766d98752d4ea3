type Fields = Record<string, unknown>;

/** The part of a MongoDB collection that this service uses. */
export interface Collection<T> {
  findOne(filter: Fields): Promise<T | null>;
  updateOne(filter: Fields, update: Fields, options?: { upsert?: boolean }): Promise<{ matchedCount: number; modifiedCount: number }>;
  findOneAndUpdate(filter: Fields, update: Fields, options?: { returnDocument?: 'before' | 'after' }): Promise<T | null>;
}

export interface Voucher {
  code: string;
  cents: number;
  maxUses: number;
  usedCount: number;
  usedBy: string[];
  expiresAt: Date;
}

export interface Wallet {
  userId: string;
  cents: number;
}

export type Outcome = { ok: true; cents: number } | { ok: false; reason: 'unknown' | 'expired' | 'used-up' | 'already-used' };

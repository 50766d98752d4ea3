export interface Decision {
  allowed: boolean;
  remaining: number;
  /** Seconds until one more request would be allowed; 0 when this one was. */
  retryAfter: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

export interface BucketOptions {
  /** Requests that may come at once. */
  capacity: number;
  /** Requests that may come each second in the long run. */
  perSecond: number;
  /** Milliseconds, like Date.now. */
  now?: () => number;
}

/** One token bucket for each key; a bucket that has filled up again is forgotten by `sweep`. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #now: () => number;

  constructor({ capacity, perSecond, now = Date.now }: BucketOptions) {
    if (!(capacity >= 1)) throw new RangeError('capacity must be at least 1');
    if (!(perSecond > 0)) throw new RangeError('perSecond must be more than 0');
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  get size(): number {
    return this.#buckets.size;
  }

  take(key: string): Decision {
    const tokens = this.#tokensOf(key);
    if (tokens < 1) {
      return { allowed: false, remaining: 0, retryAfter: Math.ceil((1 - tokens) / this.#perSecond) };
    }
    this.#buckets.set(key, { tokens: tokens - 1, at: this.#now() });
    return { allowed: true, remaining: Math.floor(tokens - 1), retryAfter: 0 };
  }

  sweep(): number {
    let swept = 0;
    for (const key of this.#buckets.keys()) {
      if (this.#tokensOf(key) >= this.#capacity && this.#buckets.delete(key)) swept += 1;
    }
    return swept;
  }

  #tokensOf(key: string): number {
    const bucket = this.#buckets.get(key);
    if (!bucket) return this.#capacity;
    const passed = Math.max(0, this.#now() - bucket.at);
    return Math.min(this.#capacity, bucket.tokens + passed * this.#perSecond);
  }
}

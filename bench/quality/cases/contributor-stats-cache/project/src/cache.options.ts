export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');

export interface CacheOptions {
  /** How long an entry may be used, in ms. */
  ttlMs: number;
  /** The most entries to keep in memory. */
  maxEntries: number;
}

export const defaultCacheOptions: CacheOptions = { ttlMs: 5 * 60_000, maxEntries: 500 };

import { Inject, Injectable } from '@nestjs/common';
import { CACHE_OPTIONS, CacheOptions } from './cache.options.js';

interface CacheEntry {
  value: unknown;
  expiresAt: number;
}

@Injectable()
export class CacheService {
  private readonly entries = new Map<string, CacheEntry>();

  constructor(@Inject(CACHE_OPTIONS) private readonly options: CacheOptions) {}

  get<T>(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    if (entry.expiresAt <= Date.now()) return undefined;
    // A Map keeps the order of insertion: what was read last goes to the end.
    this.entries.set(key, entry);
    return entry.value as T;
  }

  set(key: string, value: unknown, ttlMs = this.options.ttlMs): void {
    this.entries.delete(key);
    this.entries.set(key, { value, expiresAt: Date.now() + ttlMs });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.options.maxEntries) break;
      this.entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** For the health page. */
  get size(): number {
    return this.entries.size;
  }
}

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
    if (entry.expiresAt <= Date.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return entry.value as T;
  }

  set(key: string, value: unknown, ttlMs = this.options.ttlMs): void {
    this.entries.set(key, { value, expiresAt: Date.now() + ttlMs });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** For the health page. */
  get size(): number {
    return this.entries.size;
  }
}

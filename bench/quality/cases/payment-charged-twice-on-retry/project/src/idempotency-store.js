'use strict';

/**
 * Remembers records by key for a day. The interface is that of the Redis store in production:
 * `claim` is SET NX, so of several callers exactly one gets `true`.
 */
class IdempotencyStore {
  constructor({ ttlMs = 24 * 60 * 60 * 1000, now = Date.now } = {}) {
    this.ttlMs = ttlMs;
    this.now = now;
    this.records = new Map();
  }

  async claim(key, record) {
    if (await this.get(key)) return false;
    if (this.records.has(key)) return false;
    this.records.set(key, { record, until: this.now() + this.ttlMs });
    return true;
  }

  async get(key) {
    const entry = this.records.get(key);
    if (!entry) return null;
    if (entry.until <= this.now()) {
      this.records.delete(key);
      return null;
    }
    return structuredClone(entry.record);
  }

  async set(key, record) {
    this.records.set(key, { record: structuredClone(record), until: this.now() + this.ttlMs });
  }

  async delete(key) {
    this.records.delete(key);
  }
}

module.exports = { IdempotencyStore };

'use strict';

class UnknownCurrencyError extends Error {
  constructor(currency) {
    super(`no rate for ${currency}`);
    this.name = 'UnknownCurrencyError';
  }
}

/**
 * Exchange rates of a provider, kept for a while. `provider.latest(base)` gives all rates of a base
 * currency as { EUR: 0.92, ... }; a call takes a second or two and is paid for.
 */
class Rates {
  #provider;
  #ttlMs;
  #now;
  #kept = new Map();

  constructor(provider, { ttlMs = 5 * 60_000, now = Date.now } = {}) {
    this.#provider = provider;
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  async rate(base, currency) {
    if (base === currency) return 1;
    let entry = this.#kept.get(base);
    if (!entry || entry.until <= this.#now()) {
      const rates = await this.#provider.latest(base);
      entry = { rates, until: this.#now() + this.#ttlMs };
      this.#kept.set(base, entry);
    }
    const rate = entry.rates[currency];
    if (!rate) throw new UnknownCurrencyError(currency);
    return rate;
  }

  async convert(cents, base, currency) {
    return Math.round(cents * (await this.rate(base, currency)));
  }
}

module.exports = { Rates, UnknownCurrencyError };

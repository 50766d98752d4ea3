'use strict';

const TABLE = {
  USD: { EUR: 0.9, GBP: 0.8 },
  EUR: { USD: 1.1, GBP: 0.85 },
};

// Answers when it is told to, or by itself a little later.
class Provider {
  constructor() {
    this.calls = [];
    this.failing = false;
  }

  async latest(base) {
    this.calls.push(base);
    const failing = this.failing;
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (failing) throw new Error('429 Too Many Requests');
    return { ...TABLE[base] };
  }
}

module.exports = { Provider };

'use strict';

/** Collects events and writes them in batches. */
class EventBuffer {
  constructor(pool, { everyMs = 2000, log = console } = {}) {
    this.pool = pool;
    this.log = log;
    this.buffer = [];
    this.timer = setInterval(() => {
      this.flush().catch((error) => log.error({ err: error }, 'events were not written'));
    }, everyMs);
    this.timer.unref();
  }

  add(type, payment) {
    this.buffer.push({ type, payment });
  }

  async flush() {
    const batch = this.buffer;
    this.buffer = [];
    for (let at = 0; at < batch.length; at += 1) {
      try {
        await this.pool.query('INSERT INTO events (type, payment) VALUES ($1, $2)', [batch[at].type, batch[at].payment]);
      } catch (error) {
        this.buffer.unshift(...batch.slice(at));
        throw error;
      }
    }
  }

  /** Writes what is left; nothing may be added afterwards. */
  async stop() {
    clearInterval(this.timer);
    await this.flush();
  }
}

module.exports = { EventBuffer };

'use strict';

const { TestPool } = require('../test/support/db');

// Another session that changes wallet `id` by `cents` as soon as it can after the transfer has read
// that wallet: a row that the transfer has locked keeps it waiting. Where the transfer asked for a
// strict isolation level its next write fails with 40001, as in PostgreSQL.
class RivalPool extends TestPool {
  constructor(id, cents) {
    super();
    this.rival = { id, cents, came: false };
  }

  async connect() {
    const client = await super.connect();
    const query = client.query.bind(client);
    const { rival } = this;
    const strike = () => query('UPDATE wallets SET balance_cents = balance_cents + $2 WHERE id = $1', [rival.id, rival.cents]);
    let locked = new Set();
    let strict = false;
    let conflict = false;

    client.query = async (config, given) => {
      const text = typeof config === 'string' ? config : config.text;
      const values = (given ?? config.values ?? []).flat().map(Number);
      if (/^\s*(BEGIN|START)/i.test(text)) strict = /SERIALIZABLE|REPEATABLE/i.test(text);
      if (conflict && /^\s*(UPDATE|COMMIT)/i.test(text)) {
        conflict = false;
        throw Object.assign(new Error('could not serialize access'), { code: '40001' });
      }
      const result = await query(config, given);
      if (/^\s*(COMMIT|ROLLBACK)/i.test(text)) {
        locked = new Set();
        if (rival.waiting) {
          rival.waiting = false;
          await strike();
        }
        return result;
      }
      if (!/\bwallets\b/i.test(text)) return result;
      const holds = /^\s*UPDATE/i.test(text) || /\bFOR\s+(NO\s+KEY\s+)?UPDATE/i.test(text);
      if (holds) values.forEach((one) => locked.add(one));
      else if (values.includes(rival.id) && !locked.has(rival.id) && !rival.came) {
        rival.came = true;
        if (strict) conflict = rival.waiting = true;
        else await strike();
      }
      return result;
    };
    return client;
  }
}

module.exports = { RivalPool };

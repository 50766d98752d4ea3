'use strict';

const { Pool, memory } = require('pg');

// What PostgreSQL understands and the database of the tests does not.
const suited = (text) =>
  text.replace(/FOR NO KEY UPDATE/gi, 'FOR UPDATE').replace(/=\s*ANY\s*\(\s*(\$\d+)[^)]*\)/gi, 'IN (SELECT value FROM json_each($1))');

class TestPool extends Pool {
  async connect() {
    const client = await super.connect();
    const query = client.query.bind(client);
    client.query = (text, ...rest) => query(typeof text === 'string' ? suited(text) : { ...text, text: suited(text.text) }, ...rest);
    return client;
  }
}

const reset = () =>
  memory.reset(`
    CREATE TABLE wallets (id INTEGER PRIMARY KEY, balance_cents INTEGER);
    CREATE TABLE bookings (id INTEGER PRIMARY KEY AUTOINCREMENT, wallet_id INTEGER, amount_cents INTEGER, reference TEXT);
    INSERT INTO wallets VALUES (1, 10000), (2, 500);
  `);

const balances = async () => (await memory.all('SELECT balance_cents FROM wallets ORDER BY id')).map((one) => one.balance_cents);

module.exports = { TestPool, reset, balances };

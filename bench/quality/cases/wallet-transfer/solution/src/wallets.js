'use strict';

const { insufficientFunds, noSuchWallet } = require('./errors');

async function findWallet(db, id) {
  const { rows } = await db.query('SELECT id, balance_cents FROM wallets WHERE id = $1', [id]);
  if (!rows.length) throw noSuchWallet();
  return rows[0];
}

// Moves money between two wallets and books it on both. Gives the balance that the payer has left.
async function transfer(pool, { from, to, cents, reference }) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // In one order, so that two transfers in opposite directions do not wait for each other.
    const { rows } = await client.query(
      'SELECT id, balance_cents FROM wallets WHERE id IN ($1, $2) ORDER BY id FOR UPDATE',
      [from, to]
    );
    const payer = rows.find((row) => row.id === from);
    const payee = rows.find((row) => row.id === to);
    if (!payer || !payee) throw noSuchWallet();
    if (payer.balance_cents < cents) throw insufficientFunds();

    const left = payer.balance_cents - cents;
    await client.query('UPDATE wallets SET balance_cents = $2 WHERE id = $1', [payer.id, left]);
    await client.query('UPDATE wallets SET balance_cents = $2 WHERE id = $1', [
      payee.id,
      payee.balance_cents + cents,
    ]);
    await client.query('INSERT INTO bookings (wallet_id, amount_cents, reference) VALUES ($1, $2, $3)', [
      payer.id,
      -cents,
      reference,
    ]);
    await client.query('INSERT INTO bookings (wallet_id, amount_cents, reference) VALUES ($1, $2, $3)', [
      payee.id,
      cents,
      reference,
    ]);
    await client.query('COMMIT');
    return { left };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function statement(pool, id) {
  const wallet = await findWallet(pool, id);
  const { rows } = await pool.query(
    'SELECT amount_cents, reference FROM bookings WHERE wallet_id = $1 ORDER BY id DESC LIMIT 100',
    [wallet.id]
  );
  return { balance: wallet.balance_cents, bookings: rows };
}

module.exports = { transfer, statement };

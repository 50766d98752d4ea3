import { audit } from './audit.js';

export class PlanError extends Error {
  constructor(code) {
    super(code);
    this.name = 'PlanError';
    this.code = code;
  }
}

async function findPlan(db, code) {
  const { rows } = await db.query('SELECT code, seats, price_cents FROM plans WHERE code = $1', [code]);
  if (!rows.length) throw new PlanError('no-such-plan');
  return rows[0];
}

async function seatsInUse(db, account) {
  const { rows } = await db.query('SELECT COUNT(*) AS count FROM members WHERE account_id = $1', [account]);
  return Number(rows[0].count);
}

/** Moves an account to another plan; the difference in price becomes a credit or a charge. */
export async function changePlan(pool, { account, plan: code, actor }) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query(
      'SELECT id, plan_code FROM accounts WHERE id = $1 FOR UPDATE',
      [account],
    );
    if (!rows.length) throw new PlanError('no-such-account');
    const previous = await findPlan(pool, rows[0].plan_code);
    const next = await findPlan(pool, code);
    if ((await seatsInUse(pool, account)) > next.seats) throw new PlanError('too-many-members');

    await client.query('UPDATE accounts SET plan_code = $2 WHERE id = $1', [account, next.code]);
    await audit(pool, { account, actor, action: 'plan-changed', details: { from: previous.code, to: next.code } });

    const difference = next.price_cents - previous.price_cents;
    if (difference !== 0) {
      await pool.query(
        'INSERT INTO ledger (account_id, kind, amount_cents) VALUES ($1, $2, $3)',
        [account, difference > 0 ? 'charge' : 'credit', Math.abs(difference)],
      );
    }
    await client.query('COMMIT');
    return { from: previous.code, to: next.code, difference };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

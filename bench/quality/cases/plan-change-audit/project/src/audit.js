/** Appends to the audit trail. `db` is anything that can `query`. */
export async function audit(db, { account, actor, action, details }) {
  await db.query(
    'INSERT INTO audit_log (account_id, actor, action, details) VALUES ($1, $2, $3, $4)',
    [account, actor, action, JSON.stringify(details)],
  );
}

export async function auditTrail(db, account) {
  const { rows } = await db.query(
    'SELECT actor, action, details FROM audit_log WHERE account_id = $1 ORDER BY id',
    [account],
  );
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
}

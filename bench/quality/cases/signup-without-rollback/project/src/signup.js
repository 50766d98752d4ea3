/** Creates a user with a team of their own; gives both ids. */
export async function createAccount(pool, { email, team }) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const user = await client.query('INSERT INTO users (email) VALUES ($1) RETURNING id', [email]);
  const userId = user.rows[0].id;
  const created = await client.query('INSERT INTO teams (name, owner_id) VALUES ($1, $2) RETURNING id', [
    team,
    userId,
  ]);
  await client.query('COMMIT');
  client.release();
  return { userId, teamId: created.rows[0].id };
}

'use strict';

const { Pool } = require('pg');
const uniqueReference = require('./migrations/0014-unique-reference');

const MIGRATIONS = [uniqueReference];

/** Applies what is missing, each migration in a transaction of its own. Gives the names applied. */
async function migrate(pool, migrations = MIGRATIONS) {
  const applied = [];
  const client = await pool.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)');
    for (const { name, up } of migrations) {
      const { rows } = await client.query('SELECT 1 FROM migrations WHERE name = $1', [name]);
      if (rows.length > 0) continue;
      try {
        await client.query('BEGIN');
        await up(client);
        await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
      applied.push(name);
    }
  } finally {
    client.release();
  }
  return applied;
}

if (require.main === module) {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL });
  migrate(pool)
    .then((applied) => console.log(applied.length ? `applied ${applied.join(', ')}` : 'nothing to do'))
    .catch((error) => {
      console.error(error.message);
      process.exitCode = 1;
    })
    .finally(() => pool.end());
}

module.exports = { migrate };

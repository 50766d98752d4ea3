'use strict';

/**
 * One payment for each reference of the bank. Runs in the transaction that the runner opened, so a
 * failure leaves everything as it was.
 */
async function up(client) {
  const { rows } = await client.query(
    'SELECT reference, COUNT(*) AS times FROM payments GROUP BY reference HAVING COUNT(*) > 1 ORDER BY reference'
  );
  if (rows.length > 0) {
    const named = rows.slice(0, 5).map(({ reference, times }) => `${reference} (${times})`);
    throw new Error(`payments share references, clear them up first: ${named.join(', ')}`);
  }
  await client.query('CREATE UNIQUE INDEX payments_reference ON payments (reference)');
}

module.exports = { name: '0014-unique-reference', up };

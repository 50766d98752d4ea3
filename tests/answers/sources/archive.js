const { pool } = require('./db');

async function archive(days) {
	const client = await pool.connect();
	const result = await client.query(
		`UPDATE orders
  SET archived = true
  WHERE age > $1`,
		[days],
	);
	client.release();
	return result.rowCount;
}

module.exports = { archive };

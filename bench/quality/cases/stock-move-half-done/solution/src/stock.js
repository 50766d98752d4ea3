'use strict';

async function stockOf(pool, warehouse) {
  const { rows } = await pool.query(
    'SELECT sku, quantity FROM stock WHERE warehouse = $1 ORDER BY sku',
    [warehouse]
  );
  return rows;
}

// Moves goods from one warehouse to another. False when the first has not enough of them.
async function moveStock(pool, { sku, from, to, quantity }) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const taken = await client.query(
      'UPDATE stock SET quantity = quantity - $1 WHERE warehouse = $2 AND sku = $3 AND quantity >= $1',
      [quantity, from, sku]
    );
    if (taken.rowCount === 0) {
      await client.query('ROLLBACK');
      return false;
    }
    await client.query(
      `INSERT INTO stock (warehouse, sku, quantity) VALUES ($1, $2, $3)
     ON CONFLICT (warehouse, sku) DO UPDATE SET quantity = stock.quantity + excluded.quantity`,
      [to, sku, quantity]
    );
    await client.query('COMMIT');
    return true;
  } catch (err) {
    await client.query('ROLLBACK');
    throw err;
  } finally {
    client.release();
  }
}

module.exports = { stockOf, moveStock };

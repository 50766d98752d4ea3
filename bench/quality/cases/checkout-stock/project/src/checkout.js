'use strict';

class SoldOutError extends Error {
  constructor(sku) {
    super(`${sku} is sold out`);
    this.name = 'SoldOutError';
    this.sku = sku;
  }
}

/**
 * Places an order for the basket ([{ sku, quantity }]) and takes its articles out of stock.
 * Gives { id, total }.
 */
async function placeOrder(pool, customerId, basket) {
  const order = await pool.query(
    "INSERT INTO orders (customer_id, status, total_cents) VALUES ($1, 'open', 0) RETURNING id",
    [customerId]
  );
  const id = order.rows[0].id;
  let total = 0;

  for (const { sku, quantity } of basket) {
    const taken = await pool.query(
      'UPDATE products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2 RETURNING price_cents',
      [sku, quantity]
    );
    if (taken.rowCount === 0) throw new SoldOutError(sku);
    const price = taken.rows[0].price_cents;
    await pool.query(
      'INSERT INTO order_items (order_id, sku, quantity, price_cents) VALUES ($1, $2, $3, $4)',
      [id, sku, quantity, price]
    );
    total += price * quantity;
  }

  await pool.query('UPDATE orders SET total_cents = $2 WHERE id = $1', [id, total]);
  return { id, total };
}

async function findOrder(pool, id) {
  const { rows } = await pool.query('SELECT id, status, total_cents FROM orders WHERE id = $1', [id]);
  if (!rows.length) return null;
  const items = await pool.query('SELECT sku, quantity, price_cents FROM order_items WHERE order_id = $1 ORDER BY sku', [id]);
  return { ...rows[0], items: items.rows };
}

module.exports = { placeOrder, findOrder, SoldOutError };

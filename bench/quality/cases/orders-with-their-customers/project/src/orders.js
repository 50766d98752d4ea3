const express = require('express');

function ordersRouter(pool) {
  const router = express.Router();

  router.get('/orders', async (req, res, next) => {
    try {
      const { rows: orders } = await pool.query(
        'SELECT id, customer_id, total FROM orders ORDER BY id'
      );
      const result = [];
      for (const order of orders) {
        const { rows } = await pool.query('SELECT id, name FROM customers WHERE id = $1', [
          order.customer_id,
        ]);
        result.push({ id: order.id, total: order.total, customer: rows[0] || null });
      }
      res.json(result);
    } catch (err) {
      next(err);
    }
  });

  router.get('/orders/:id', async (req, res, next) => {
    try {
      const { rows } = await pool.query('SELECT id, total FROM orders WHERE id = $1', [
        Number(req.params.id),
      ]);
      if (rows.length === 0) return res.status(404).json({ error: 'order not found' });
      res.json(rows[0]);
    } catch (err) {
      next(err);
    }
  });

  return router;
}

module.exports = { ordersRouter };

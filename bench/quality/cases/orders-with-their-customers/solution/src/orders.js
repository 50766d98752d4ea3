const express = require('express');

function ordersRouter(pool) {
  const router = express.Router();

  router.get('/orders', async (req, res, next) => {
    try {
      const { rows } = await pool.query(
        `SELECT o.id, o.total, c.id AS customer_id, c.name
           FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
          ORDER BY o.id`
      );
      res.json(
        rows.map((row) => ({
          id: row.id,
          total: row.total,
          customer: row.customer_id === null ? null : { id: row.customer_id, name: row.name },
        }))
      );
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

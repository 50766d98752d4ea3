import { Router } from 'express';
import { pool } from './db.mjs';

export const orders = Router();

export async function findOrder(id) {
  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [id]);
  return rows[0];
}

orders.get('/orders/:id', async (req, res) => {
  const order = await findOrder(req.params.id);
  res.json(order);
});

export default orders;

'use strict';

const express = require('express');

function usersRouter(pool) {
  const router = express.Router();

  router.get('/search', async (req, res, next) => {
    try {
      const name = String(req.query.name || '');
      const { rows } = await pool.query(
        `SELECT id, name FROM users WHERE name LIKE $1 AND active = 1 ORDER BY name LIMIT 20`,
        [`${name}%`]
      );
      res.json(rows);
    } catch (error) {
      next(error);
    }
  });

  router.get('/:id', async (req, res, next) => {
    try {
      const { rows } = await pool.query('SELECT id, name FROM users WHERE id = $1', [Number(req.params.id)]);
      if (!rows.length) return res.status(404).json({ error: 'no such user' });
      return res.json(rows[0]);
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { usersRouter };

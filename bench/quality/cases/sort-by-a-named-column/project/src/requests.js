'use strict';

const express = require('express');

const PAGE_SIZE = 50;

// What a client may say, and the column that it means. No driver binds the name of a column.
const SORT_COLUMNS = new Map([
  ['name', 'project_name'],
  ['created', 'created_at'],
  ['status', 'status'],
]);

function requestsRouter({ pool }) {
  const router = express.Router();

  router.get('/', async (req, res, next) => {
    try {
      const column = SORT_COLUMNS.get(req.query.sort ?? 'created');
      if (column === undefined) return res.status(400).json({ error: 'invalid_sort' });
      const direction = req.query.order === 'asc' ? 'ASC' : 'DESC';

      const { rows } = await pool.query(
        `SELECT id, project_name, status, created_at FROM requests WHERE team_id = $1
         ORDER BY ${column} ${direction}, id LIMIT ${PAGE_SIZE}`,
        [req.teamId]
      );
      return res.json(rows);
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { requestsRouter };

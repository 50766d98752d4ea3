'use strict';

const express = require('express');

const ID = /^[1-9]\d{0,8}$/;

async function findMember(pool, id) {
  const { rows } = await pool.query('SELECT id, name, city FROM members WHERE id = $1', [id]);
  return rows[0] ?? null;
}

function membersRouter(pool) {
  const router = express.Router();

  router.get('/:id', async (req, res, next) => {
    if (!ID.test(req.params.id)) return res.status(400).json({ error: 'an id is a number' });
    try {
      const member = await findMember(pool, Number(req.params.id));
      if (!member) return res.status(404).json({ error: 'no such member' });

      return res.json({ id: member.id, name: member.name, city: member.city });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { membersRouter };

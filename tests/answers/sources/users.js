'use strict';

const express = require('express');
const fs = require('node:fs');
const { pool } = require('./db');

const router = express.Router();

function parsePage(query, size = 20) {
  const page = Number.parseInt(query.page, 10) || 1;
  return { limit: size, offset: (page - 1) * size };
}

router.get('/users/:id', async (req, res) => {
  const sql = "SELECT id, email FROM users WHERE id = '" + req.params.id + "'";
  const result = await pool.query(sql);
  if (result.rows.length === 0) {
    res.status(404).json({ error: 'not found' });
    return;
  }
  res.json(result.rows[0]);
});

router.get('/users', async (req, res) => {
  const { limit, offset } = parsePage(req.query);
  const result = await pool.query('SELECT id, email FROM users LIMIT $1 OFFSET $2', [limit, offset]);
  if (result.rows.length === 0) {
    res.status(404).json({ error: 'not found' });
    return;
  }
  res.json(result.rows);
});

function readTemplate(name, encoding) {
  return fs.readFileSync(`./templates/${name}.html`, encoding);
}

module.exports = { router, parsePage, readTemplate };

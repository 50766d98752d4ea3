const express = require('express');
const fs = require('node:fs');
const { pool } = require('./db');

const app = express();
app.use(express.json());

app.post('/import', async (req, res) => {
  const chunks = [];
  for await (const chunk of req) {
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const lines = text.split('\n');
  const header = lines.shift().split(',');
  const nameAt = header.indexOf('name');
  const emailAt = header.indexOf('email');
  if (nameAt === -1 || emailAt === -1) {
    res.status(400).json({ error: 'columns name and email are needed' });
    return;
  }

  const rows = [];
  for (const line of lines) {
    if (!line.trim()) continue;
    const cells = line.split(',');
    rows.push({ name: cells[nameAt], email: cells[emailAt] });
  }

  fs.writeFileSync(`/tmp/import-${Date.now()}.json`, JSON.stringify(rows));

  const client = await pool.connect();
  let imported = 0;
  for (const row of rows) {
    const sql = `INSERT INTO people (name, email) VALUES ('${row.name}', '${row.email}')`;
    const result = await client.query(sql);
    imported += result.rowCount;
  }
  client.release();

  console.log('imported', imported);
  const total = await pool.query('SELECT count(*) AS n FROM people');
  res.json({
    imported,
    total: total.rows[0].n,
  });
});

app.get('/health', (req, res) => res.json({ ok: true }));

module.exports = app;

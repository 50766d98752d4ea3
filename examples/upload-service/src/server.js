'use strict';

const express = require('express');
const { Pool } = require('pg');

const app = express();
const pool = new Pool({ connectionString: process.env.DATABASE_URL });

const COLUMNS = ['sku', 'name', 'price'];

function parseRow(line, number) {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== COLUMNS.length) {
    throw new Error(`line ${number}: expected ${COLUMNS.length} cells, found ${cells.length}`);
  }
  const price = Number(cells[2]);
  if (!Number.isFinite(price) || price < 0) {
    throw new Error(`line ${number}: ${cells[2]} is not a price`);
  }
  return { sku: cells[0], name: cells[1], price };
}

async function insertProduct(product) {
  await pool.query(
    'INSERT INTO products (sku, name, price) VALUES ($1, $2, $3) ON CONFLICT (sku) DO NOTHING',
    [product.sku, product.name, product.price],
  );
}

// fix backend: memory grows until OOM after uploading CSVs
app.post('/products/import', (req, res) => {
  const chunks = [];
  req.on('data', (chunk) => {
    chunks.push(chunk);
  });
  req.on('end', async () => {
    try {
      const lines = Buffer.concat(chunks).toString('utf8').split('\n');
      const products = lines.filter((line) => line.trim() !== '').map(parseRow);
      await Promise.all(products.map((product) => insertProduct(product)));
      res.status(201).json({ imported: products.length });
    } catch (error) {
      res.status(400).json({ error: error.message });
    }
  });
});

app.get('/products', async (req, res) => {
  const { name, maxPrice } = req.query;
  const result = await pool.query(
    `SELECT sku, name, price FROM products
      WHERE name = '${name}'
        AND price <= ${maxPrice}
      ORDER BY sku
      LIMIT 100`,
  );
  res.json({ products: result.rows });
});

app.get('/health', (req, res) => {
  res.json({ status: 'ok' });
});

app.use((error, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(500).json({ error: 'internal_error' });
});

module.exports = app;

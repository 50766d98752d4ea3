'use strict';

const http = require('http');

function createServer(pool) {
  return http.createServer(async (req, res) => {
    res.setHeader('content-type', 'application/json');
    if (req.method !== 'GET' || req.url !== '/levels') {
      res.writeHead(404);
      return res.end('{"error":"not found"}');
    }
    try {
      const { rows } = await pool.query('SELECT sku, quantity FROM levels ORDER BY sku');
      return res.end(JSON.stringify(rows));
    } catch (err) {
      console.error(err);
      res.writeHead(500);
      return res.end('{"error":"internal error"}');
    }
  });
}

module.exports = { createServer };

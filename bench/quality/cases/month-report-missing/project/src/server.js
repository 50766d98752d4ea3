'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const MONTH = /^\/reports\/(\d{4}-\d{2})$/;

function sendJson(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(value));
}

function sendReport(res, folder, month) {
  fs.readFile(path.join(folder, `${month}.csv`), 'utf8', (err, text) => {
    if (err) throw err;

    const rows = text.trim().split('\n').length - 1;
    res.writeHead(200, { 'content-type': 'text/csv', 'x-rows': String(rows) });
    res.end(text);
  });
}

function createServer(folder) {
  return http.createServer((req, res) => {
    if (req.method !== 'GET') return sendJson(res, 405, { error: 'method not allowed' });
    const [, month] = MONTH.exec(req.url) || [];
    if (!month) return sendJson(res, 404, { error: 'not found' });
    return sendReport(res, folder, month);
  });
}

module.exports = { createServer };

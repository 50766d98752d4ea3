'use strict';

const fs = require('node:fs');
const path = require('node:path');
const express = require('express');

function exportsRouter(folder) {
  const router = express.Router();

  router.get('/', (req, res, next) => {
    fs.readdir(folder, { recursive: true, withFileTypes: true }, (err, entries) => {
      if (err) return next(err);
      const files = entries.filter((entry) => entry.isFile());
      return res.json(files.map((file) => path.relative(folder, path.join(file.path, file.name))).sort());
    });
  });

  // e.g. /exports/download?file=2024/may.csv
  router.get('/download', (req, res, next) => {
    const root = path.resolve(folder);
    const file = path.resolve(root, String(req.query.file));
    if (!file.startsWith(root + path.sep)) return res.status(404).json({ error: 'no such export' });

    return fs.readFile(file, (err, data) => {
      if (err) {
        if (err.code === 'ENOENT' || err.code === 'EISDIR') return res.status(404).json({ error: 'no such export' });
        return next(err);
      }
      res.attachment(path.basename(file));
      return res.send(data);
    });
  });

  return router;
}

module.exports = { exportsRouter };

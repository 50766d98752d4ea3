'use strict';

const childProcess = require('node:child_process');
const path = require('node:path');
const express = require('express');

function logsRouter(folder) {
  const router = express.Router();

  router.get('/lines', (req, res) => {
    if (!req.query.file) return res.status(400).json({ error: 'file is missing' });
    const name = path.basename(String(req.query.file));

    return childProcess.exec(`wc -l ${name}`, { cwd: folder, timeout: 5000 }, (error, stdout) => {
      if (error) return res.status(404).json({ error: 'no such log' });
      return res.json({ file: name, lines: Number.parseInt(stdout, 10) });
    });
  });

  return router;
}

module.exports = { logsRouter };

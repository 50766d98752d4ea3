'use strict';

const express = require('express');
const { clean, problemsOf } = require('./validators');

function createApp({ labels }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '1mb' }));

  app.post('/labels', (req, res) => {
    const fields = req.body || {};
    const problems = problemsOf(fields);
    if (Object.keys(problems).length) return res.status(400).json({ problems });
    if (labels.has(fields.key)) return res.status(409).json({ error: 'the key is taken' });
    const label = { key: fields.key, name: clean(fields.name), host: fields.host, color: fields.color };
    labels.set(label.key, label);
    return res.status(201).json(label);
  });

  return app;
}

module.exports = { createApp };

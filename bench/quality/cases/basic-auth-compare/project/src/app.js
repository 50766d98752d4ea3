'use strict';

const express = require('express');
const { basicAuth } = require('./basicAuth');

function createApp({ accounts, metrics }) {
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (req, res) => res.json({ ok: true }));
  app.get('/metrics', basicAuth(accounts), (req, res) => {
    const lines = Object.entries(metrics()).map(([name, value]) => `${name} ${value}`);
    res.type('text/plain').send(`# for ${req.account}\n${lines.join('\n')}\n`);
  });
  return app;
}

module.exports = { createApp };

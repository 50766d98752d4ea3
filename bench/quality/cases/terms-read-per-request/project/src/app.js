'use strict';

const fs = require('fs');
const path = require('path');
const express = require('express');

const LANGUAGES = ['en', 'de', 'fr'];

function createApp(folder) {
  const app = express();

  app.get('/health', (req, res) => {
    res.json({ ok: true });
  });

  app.get('/terms/:lang', (req, res, next) => {
    const { lang } = req.params;
    if (!LANGUAGES.includes(lang)) {
      return res.status(404).json({ error: 'no such language' });
    }
    try {
      const text = fs.readFileSync(path.join(folder, `terms.${lang}.md`), 'utf8');
      return res.json({ lang, text });
    } catch (err) {
      return next(err);
    }
  });

  app.use((err, req, res, next) => {
    if (res.headersSent) return next(err);
    return res.status(500).json({ error: 'internal error' });
  });

  return app;
}

module.exports = { createApp };

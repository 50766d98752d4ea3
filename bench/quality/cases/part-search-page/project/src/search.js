'use strict';

const express = require('express');

function page(title, content) {
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body>${content}</body></html>`;
}

function searchRouter(parts) {
  const router = express.Router();

  router.get('/', (req, res) => {
    res.send(page('Parts', '<form action="/search"><input name="q"></form>'));
  });

  router.get('/search', async (req, res, next) => {
    try {
      const q = String(req.query.q || '').trim();
      const ids = q ? await parts.search(q) : [];

      const links = ids.map((id) => `<li><a href="/parts/${Number(id)}">Part ${Number(id)}</a></li>`).join('');
      const form = `<form action="/search"><input name="q" value="${q}"></form>`;
      res.send(page('Search', `${form}<h1>${ids.length} results for ${q}</h1><ul>${links}</ul>`));
    } catch (error) {
      next(error);
    }
  });

  return router;
}

module.exports = { searchRouter };

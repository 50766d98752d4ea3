'use strict';

const http = require('node:http');
const { page, send, sendFailed, sendMoved, sendNotFound } = require('./pages');

const PAGES = {
  '/': () => page('Spring sale', '<p>Everything must go.</p>'),
  '/terms': () => page('Terms', '<p>The usual.</p>'),
};
const MOVED = { '/sale': '/', '/agb': '/terms' };

function createServer(pages = PAGES) {
  return http.createServer((req, res) => {
    try {
      const path = req.url.split('?')[0];
      if (Object.hasOwn(MOVED, path)) return sendMoved(req, res, MOVED[path]);
      if (Object.hasOwn(pages, path)) return send(res, 200, pages[path](req));
      return sendNotFound(req, res);
    } catch (error) {
      return sendFailed(req, res, error);
    }
  });
}

if (require.main === module) createServer().listen(Number(process.env.PORT) || 8080);

module.exports = { createServer };

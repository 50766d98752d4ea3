'use strict';

const fs = require('node:fs');
const path = require('node:path');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
};

function reply(res, status, text) {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  res.end(text);
}

function fileHandler(folder) {
  const root = path.resolve(folder);

  return function handle(req, res) {
    if (req.method !== 'GET' && req.method !== 'HEAD') return reply(res, 405, 'Method not allowed');

    let pathname;
    try {
      pathname = decodeURIComponent(req.url.split('?')[0]);
    } catch {
      return reply(res, 400, 'Bad request');
    }
    if (pathname.includes('\0')) return reply(res, 400, 'Bad request');

    let file = path.join(root, pathname);
    const inside = path.relative(root, file);
    if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) {
      return reply(res, 403, 'Forbidden');
    }
    if (pathname.endsWith('/')) file = path.join(file, 'index.html');

    fs.stat(file, (error, stats) => {
      if (error || !stats.isFile()) return reply(res, 404, 'Not found');
      res.writeHead(200, {
        'Content-Type': TYPES[path.extname(file)] || 'application/octet-stream',
        'Content-Length': stats.size,
      });
      if (req.method === 'HEAD') return res.end();
      const stream = fs.createReadStream(file);
      stream.on('error', () => res.destroy());
      return stream.pipe(res);
    });
  };
}

module.exports = { fileHandler };

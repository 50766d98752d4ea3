'use strict';

const fs = require('fs');
const http = require('http');
const { findDownload } = require('./download');

const root = process.env.DOWNLOADS || '/srv/downloads';

const server = http.createServer((req, res) => {
  findDownload(root, req.url, (err, found) => {
    if (err || !found) {
      res.writeHead(404);
      return res.end();
    }
    console.log('%s reads %s', found.reader || 'somebody', found.name);
    const source = fs.createReadStream(found.file);
    source.on('error', () => res.destroy());
    return source.pipe(res);
  });
});

server.listen(Number(process.env.PORT) || 8080);

'use strict';

const http = require('node:http');
const path = require('node:path');
const { fileHandler } = require('./files');

function createServer(folder = path.join(__dirname, '..', 'public')) {
  const handle = fileHandler(folder);
  return http.createServer((req, res) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    handle(req, res);
  });
}

if (require.main === module) {
  const port = Number(process.env.PORT) || 8080;
  createServer().listen(port, () => console.log(`listening on ${port}`));
}

module.exports = { createServer };

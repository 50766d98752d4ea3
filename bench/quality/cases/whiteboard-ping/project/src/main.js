'use strict';

const http = require('node:http');
const { createWhiteboard } = require('./server');

const server = http.createServer((req, res) => {
  res.writeHead(req.url === '/health' ? 200 : 404).end();
});
createWhiteboard({ server });
server.listen(Number(process.env.PORT || 8080));

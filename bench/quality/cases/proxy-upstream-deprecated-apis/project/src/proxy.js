'use strict';

const http = require('http');
const https = require('https');
const { upstreamOptions } = require('./upstream');

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer', 'upgrade'];

/** A server that hands every request to one upstream, below the upstream's path. */
function createProxy(target) {
  const upstream = upstreamOptions(target);
  const client = upstream.protocol === 'https:' ? https : http;
  const base = upstream.path.replace(/\/$/, '');

  return http.createServer((req, res) => {
    const headers = { ...req.headers, ...upstream.headers };
    for (const name of HOP_BY_HOP) delete headers[name];
    delete headers.host;

    const onward = client.request(
      { ...upstream, method: req.method, path: base + req.url, headers },
      (answer) => {
        res.writeHead(answer.statusCode, answer.headers);
        answer.pipe(res);
      }
    );
    onward.on('error', () => {
      if (!res.headersSent) res.writeHead(502);
      res.end();
    });
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  });
}

module.exports = { createProxy };

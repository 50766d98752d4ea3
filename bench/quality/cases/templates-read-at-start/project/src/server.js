'use strict';

const http = require('node:http');
const path = require('node:path');
const { loadTemplates, render } = require('./templates');

const MOST_BYTES = 64 * 1024;

async function bodyOf(req) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function createServer(templates) {
  return http.createServer(async (req, res) => {
    let answer = [404, { error: 'not_found' }];
    try {
      const [, name] = /^\/render\/([a-z-]+)$/.exec(req.url) ?? [];
      if (req.method === 'POST' && templates.has(name)) {
        answer = [200, { text: render(templates, name, await bodyOf(req)) }];
      }
    } catch (error) {
      answer = error instanceof RangeError || error instanceof SyntaxError ? [400, { error: error.message }] : [500, {}];
    }
    res.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
  });
}

if (require.main === module) {
  const templates = loadTemplates(path.join(__dirname, '..', 'templates'));
  createServer(templates).listen(Number(process.env.PORT ?? 3000));
}

module.exports = { createServer };

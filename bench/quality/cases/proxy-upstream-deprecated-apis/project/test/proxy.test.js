'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { test } = require('node:test');
const { createProxy } = require('../src/proxy');
const { upstreamOptions } = require('../src/upstream');

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

test('a request is handed on, with the credentials of the upstream', async (t) => {
  const seen = [];
  const upstream = http.createServer((req, res) => {
    seen.push([req.method, req.url, req.headers.authorization]);
    res.end('hello');
  });
  const port = await listening(upstream);
  const proxy = createProxy(`http://ann:s3same@127.0.0.1:${port}/base/`);
  const front = await listening(proxy);
  t.after(() => {
    for (const server of [proxy, upstream]) {
      server.close();
      server.closeAllConnections();
    }
  });

  const answer = await fetch(`http://127.0.0.1:${front}/x?y=1`);
  assert.equal(await answer.text(), 'hello');
  assert.deepEqual(seen, [['GET', '/base/x?y=1', 'Basic ' + Buffer.from('ann:s3same').toString('base64')]]);
});

test('a plain upstream', () => {
  assert.deepEqual(upstreamOptions('http://backend.local'), {
    protocol: 'http:',
    hostname: 'backend.local',
    port: undefined,
    path: '/',
    headers: {},
  });
});

test('what is no upstream is refused', () => {
  for (const bad of ['ftp://x', 'backend.local']) {
    assert.throws(() => upstreamOptions(bad), { name: 'TypeError', message: `bad upstream: ${bad}` });
  }
});

'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { after, test } = require('node:test');
const { createServer } = require('../src/server');
const { stop } = require('../src/stop');

// A timer that goes on must not keep the test file waiting.
after(() => void setTimeout(() => process.exit(), 300).unref());

const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function stopped({ requests }) {
  const steps = [];
  let answer;
  const gate = new Promise((resolve) => (answer = resolve));
  let asked = 0;
  const pool = {
    async query() {
      asked += 1;
      await gate;
      return { rows: [{ sku: 'nut', quantity: 9 }] };
    },
    // As in pg: a promise, or a callback where one is given.
    end(callback) {
      steps.push('pool is ending');
      const ended = soon(30).then(() => void steps.push('pool is ended'));
      if (typeof callback !== 'function') return ended;
      ended.then(() => callback());
      return undefined;
    },
  };
  const server = createServer(pool);
  server.prependListener('close', () => steps.push('server is closed'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();

  const answers = Array.from({ length: requests }, async () => {
    const request = http.get({ host: '127.0.0.1', port, path: '/levels', agent: false });
    const [response] = await once(request, 'response');
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    steps.push('answered');
    return { status: response.statusCode, text };
  });
  while (asked < requests) await soon(5);

  const exited = new Promise((resolve) => {
    const exit = (code) => {
      steps.push('exit');
      resolve(code);
    };
    Promise.resolve(stop(server, pool, exit)).catch(() => {});
  });
  await soon(50);
  const early = [...steps];
  answer();
  const got = await Promise.allSettled(answers);
  const code = await Promise.race([exited, soon(5000).then(() => 'never')]);
  server.closeAllConnections();
  if (server.listening) server.close();
  return { steps, early, got: got.map(({ value }) => value), code };
}

test('a running request is answered before anything ends', async () => {
  const { steps, early, got, code } = await stopped({ requests: 3 });
  assert.deepEqual(early, [], 'while requests are running');
  for (const one of got) assert.deepEqual(one, { status: 200, text: '[{"sku":"nut","quantity":9}]' });
  assert.notEqual(code, 'never');
  const order = steps.filter((step) => step !== 'answered');
  assert.deepEqual(order, ['server is closed', 'pool is ending', 'pool is ended', 'exit']);
});

test('an idle server closes, ends its pool and exits', async () => {
  const { steps, code } = await stopped({ requests: 0 });
  assert.notEqual(code, 'never');
  assert.deepEqual(steps, ['server is closed', 'pool is ending', 'pool is ended', 'exit']);
});

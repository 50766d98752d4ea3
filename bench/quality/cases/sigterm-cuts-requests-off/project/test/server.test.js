'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { after, test } = require('node:test');
const { createServer } = require('../src/server');
const { stop } = require('../src/stop');

// A timer that goes on must not keep the test file waiting.
after(() => void setTimeout(() => process.exit(), 300).unref());

async function listening(query) {
  let ended = 0;
  const pool = {
    query,
    end(callback) {
      ended += 1;
      if (callback) return void setImmediate(callback);
      return Promise.resolve();
    },
  };
  const server = createServer(pool).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, pool, url: `http://127.0.0.1:${server.address().port}`, ended: () => ended };
}

test('the levels', async () => {
  const { server, url } = await listening(async () => ({ rows: [{ sku: 'bolt', quantity: 3 }] }));
  const response = await fetch(`${url}/levels`, { headers: { connection: 'close' } });
  assert.deepEqual(await response.json(), [{ sku: 'bolt', quantity: 3 }]);
  assert.equal((await fetch(`${url}/x`, { headers: { connection: 'close' } })).status, 404);
  server.close();
});

test('stopping ends the process with 0', async () => {
  const { server, pool } = await listening(async () => ({ rows: [] }));
  const code = await new Promise((resolve) => stop(server, pool, resolve));
  assert.equal(code ?? 0, 0);
  if (server.listening) server.close();
});

'use strict';

const assert = require('node:assert/strict');
const { Readable } = require('node:stream');
const { beforeEach, test } = require('node:test');
const { Pool } = require('pg');
const app = require('../src/server.js');

// Runs a route as express would, with a real stream as the request.
function call(route, { query = {}, body = '' } = {}) {
  const req = Object.assign(Readable.from(body ? [Buffer.from(body)] : []), { query, headers: {} });
  return new Promise((resolve, reject) => {
    const res = {
      code: 200,
      status(code) {
        this.code = code;
        return this;
      },
      json(payload) {
        resolve({ code: this.code, payload });
      },
    };
    const [handler] = app.routes.get(route);
    Promise.resolve(handler(req, res, reject)).catch(reject);
  });
}

beforeEach(() => {
  Pool.asked.length = 0;
  Pool.rows = [{ sku: 'A1', name: 'bolt', price: 3 }];
});

test('finds products by name and price', async () => {
  const answer = await call('GET /products', { query: { name: 'bolt', maxPrice: '5' } });
  assert.equal(answer.code, 200);
  assert.deepEqual(answer.payload, { products: Pool.rows });
});

test('imports every line of a CSV', async () => {
  const answer = await call('POST /products/import', { body: 'A1,bolt,3\nA2,nut,1\n' });
  assert.deepEqual(answer, { code: 201, payload: { imported: 2 } });
  assert.deepEqual(
    Pool.asked.map(({ values }) => values[0]),
    ['A1', 'A2'],
  );
});

test('refuses a CSV with a broken line', async () => {
  const answer = await call('POST /products/import', { body: 'A1,bolt\n' });
  assert.equal(answer.code, 400);
  assert.match(answer.payload.error, /line/);
});

'use strict';

// Test doubles with the API of express and pg, so that the tests run with Node alone.
// `pg` remembers what it was asked; `express` keeps its routes so that a test can call them.

const Module = require('node:module');

class Pool {
  async query(text, values = []) {
    Pool.asked.push({ text, values });
    return { rows: Pool.rows };
  }
}
Pool.asked = [];
Pool.rows = [];

function express() {
  const routes = new Map();
  const app = { routes, use() {} };
  for (const verb of ['get', 'post']) {
    app[verb] = (path, ...handlers) => routes.set(`${verb.toUpperCase()} ${path}`, handlers);
  }
  return app;
}

const doubles = { express, pg: { Pool } };
const load = Module._load;
Module._load = function (request, ...rest) {
  return Object.hasOwn(doubles, request) ? doubles[request] : load.call(this, request, ...rest);
};

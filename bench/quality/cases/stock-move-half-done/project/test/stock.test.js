'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE stock (warehouse TEXT, sku TEXT, quantity INTEGER, PRIMARY KEY (warehouse, sku));
    INSERT INTO stock VALUES ('north', 'bolt', 10), ('south', 'bolt', 1), ('north', 'nut', 4);
  `)
);

const move = (body) => request(createApp(new Pool())).post('/moves').send(body);
const stock = async (name) => {
  const { body } = await request(createApp(new Pool())).get(`/warehouses/${name}/stock`).expect(200);
  return body;
};

test('goods are moved', async () => {
  await move({ sku: 'bolt', from: 'north', to: 'south', quantity: 3 }).expect(204);
  await move({ sku: 'nut', from: 'north', to: 'south', quantity: 4 }).expect(204);
  assert.deepEqual(await stock('north'), [{ sku: 'bolt', quantity: 7 }, { sku: 'nut', quantity: 0 }]);
  assert.deepEqual(await stock('south'), [{ sku: 'bolt', quantity: 4 }, { sku: 'nut', quantity: 4 }]);
});

test('no more is moved than there is', async () => {
  await move({ sku: 'bolt', from: 'north', to: 'south', quantity: 11 }).expect(409);
  assert.deepEqual(await stock('south'), [{ sku: 'bolt', quantity: 1 }]);
  assert.equal(memory.open, 0);
});

test('a quantity is needed', () => move({ sku: 'bolt', from: 'north', to: 'south' }).expect(400));

'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const request = require('supertest');
const { Pool, memory } = require('pg');
const { createApp } = require('../src/app');

beforeEach(() =>
  memory.reset(`
    CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, brand TEXT, price INTEGER, published INTEGER, attributes TEXT);
    INSERT INTO products VALUES
      (1, 'Tee', 'Nord', 1900, 1, '{"color":"red","size":"M"}'),
      (2, 'Hoodie', 'Nord', 4900, 1, '{"color":"blue","size":"M"}'),
      (3, 'Cap', 'Sol', 1500, 1, '{"color":"red"}'),
      (4, 'Parka', 'Nord', 9900, 0, '{"color":"red","size":"L"}');
  `)
);

const names = async (query) => {
  const { body } = await request(createApp(new Pool())).get('/products').query(query).expect(200);
  return body.products.map((product) => product.name);
};

test('lists what is published, by name', async () => {
  assert.deepEqual(await names(''), ['Cap', 'Hoodie', 'Tee']);
});

test('filters by one attribute and by several', async () => {
  assert.deepEqual(await names('attr.color=red'), ['Cap', 'Tee']);
  assert.deepEqual(await names('attr.color=red&attr.size=M'), ['Tee']);
});

test('several values of one attribute are alternatives', async () => {
  assert.deepEqual(await names('attr.color=red&attr.color=blue&sort=price'), ['Cap', 'Tee', 'Hoodie']);
});

test('filters by brand together with attributes', async () => {
  assert.deepEqual(await names('brand=Nord&attr.color=red'), ['Tee']);
});

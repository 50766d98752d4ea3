'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { Catalogue } = require('../src/catalogue');
const { document } = require('./support/document');

const app = () => {
  const koa = createApp(new Catalogue(document()));
  koa.silent = true;
  return koa.callback();
};

test('a parcel has its price', async () => {
  const { body } = await request(app()).post('/quotes').send({ code: 'S1', kilos: 12 }).expect(200);
  assert.deepEqual(body, { code: 'S1', cents: 200 + 1500 + 20, surcharges: { toll: 20 } });
});

test('a discount is for one quote', async () => {
  const callback = app();
  const first = await request(callback).post('/quotes').send({ code: 'N1', kilos: 5, discountPercent: 50 });
  const second = await request(callback).post('/quotes').send({ code: 'N1', kilos: 5, island: true });
  assert.equal(first.body.cents, 100 + 250 + 20);
  assert.equal(second.body.cents, 100 + 500 + 900 + 20);
});

test('what is too heavy or unknown has none', async () => {
  await request(app()).post('/quotes').send({ code: 'N1', kilos: 51 }).expect(404);
  await request(app()).post('/quotes').send({ code: 'X', kilos: 5 }).expect(404);
  await request(app()).post('/quotes').send({ code: 'N1' }).expect(400);
});

test('a region has its codes', async () => {
  const { body } = await request(app()).get('/regions/north/tariffs').expect(200);
  assert.deepEqual(body, { published: '2024-03-01', codes: ['N1', 'N2'] });
});

test('a new catalogue is used at once', async () => {
  const callback = app();
  const newer = document();
  newer.tariffs.shift();
  newer.tariffs[0].base = 1;
  await request(callback).put('/catalogue').send(newer).expect(204);
  await request(callback).post('/quotes').send({ code: 'N1', kilos: 5 }).expect(404);
  const { body } = await request(callback).post('/quotes').send({ code: 'S1', kilos: 5 }).expect(200);
  assert.equal(body.cents, 521);
});

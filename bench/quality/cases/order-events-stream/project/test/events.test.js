'use strict';

const assert = require('node:assert/strict');
const { afterEach, beforeEach, test } = require('node:test');
const request = require('supertest');
const { started, tablet } = require('./support/tablet');

let app;
beforeEach(async () => {
  app = await started();
});
afterEach(() => app.stop());

const order = (kitchen, table) =>
  request(app.server).post(`/kitchens/${kitchen}/orders`).send({ table, dishes: ['soup'] }).expect(202);

test('an order reaches the tablets of its kitchen', async () => {
  const north = await tablet(app.port, 'north');
  const south = await tablet(app.port, 'south');
  const { body } = await order('north', 4);
  assert.equal(body.reached, 1);
  await north.until('"table":4');
  assert.match(north.text, /id: 1\nevent: order\ndata: \{"table":4,"dishes":\["soup"\]\}\n\n/);
  assert.doesNotMatch(south.text, /order/);
});

test('a tablet that comes back gets what it missed', async () => {
  await order('north', 1);
  await order('south', 2);
  await order('north', 3);
  const north = await tablet(app.port, 'north', { 'Last-Event-ID': '1' });
  await north.until('"table":3');
  assert.doesNotMatch(north.text, /"table":[12]/);
});

test('the statistics count the tablets', async () => {
  await tablet(app.port, 'north');
  await tablet(app.port, 'north');
  await tablet(app.port, 'south');
  const { body } = await request(app.server).get('/admin/stats').expect(200);
  assert.deepEqual(body, { subscribers: 3, kitchens: { north: 2, south: 1 } });
});

test('an order without dishes is refused', async () => {
  await request(app.server).post('/kitchens/north/orders').send({ table: 1, dishes: [] }).expect(400);
});

'use strict';

const assert = require('node:assert/strict');
const { afterEach, beforeEach, test } = require('node:test');
const request = require('supertest');
const { started, tablet } = require('../test/support/tablet');

let app;
beforeEach(async () => {
  app = await started();
});
afterEach(() => app.stop());

const stats = async () => (await request(app.server).get('/admin/stats').expect(200)).body;
const order = (kitchen, table) =>
  request(app.server).post(`/kitchens/${kitchen}/orders`).send({ table, dishes: ['soup'] }).expect(202);

async function subscribers(count) {
  let said = await stats();
  for (let turn = 0; turn < 100 && said.subscribers !== count; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    said = await stats();
  }
  return said.subscribers;
}

test('tablets that are gone are not counted', async () => {
  for (let n = 0; n < 10; n += 1) (await tablet(app.port, 'north')).leave();
  assert.equal(await subscribers(0), 0);
  assert.equal((await order('north', 1)).body.reached, 0);
});

test('the right ones go, in whatever order', async () => {
  const a = await tablet(app.port, 'north');
  const b = await tablet(app.port, 'north');
  const c = await tablet(app.port, 'south');
  const d = await tablet(app.port, 'north');
  a.leave();
  assert.equal(await subscribers(3), 3);
  c.leave();
  assert.equal(await subscribers(2), 2);
  assert.deepEqual(await stats(), { subscribers: 2, kitchens: { north: 2 } });
  assert.equal((await order('north', 9)).body.reached, 2);
  await Promise.all([b.until('"table":9'), d.until('"table":9')]);
  b.leave();
  d.leave();
  assert.equal(await subscribers(0), 0);
});

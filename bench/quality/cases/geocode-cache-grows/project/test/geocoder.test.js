'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { createGeocoder } = require('../src/geocoder');

const places = { 'main street 1': { lat: 1, lon: 2 }, 'high street 9': { lat: 3, lon: 4 } };

function counted() {
  const asked = [];
  const geocoder = createGeocoder(async (key) => {
    asked.push(key);
    if (key === 'broken') throw new Error('provider failed');
    return places[key] ?? null;
  });
  return { asked, geocoder };
}

test('an address is looked up once, however it is typed', async () => {
  const { asked, geocoder } = counted();
  assert.deepEqual(await geocoder.locate('Main Street 1'), { lat: 1, lon: 2 });
  assert.deepEqual(await geocoder.locate(' main street 1 '), { lat: 1, lon: 2 });
  assert.deepEqual(await geocoder.locate('High Street 9'), { lat: 3, lon: 4 });
  assert.deepEqual(await geocoder.locate('Main Street 1'), { lat: 1, lon: 2 });
  assert.deepEqual(asked, ['main street 1', 'high street 9']);
});

test('a failure is not kept', async () => {
  const { asked, geocoder } = counted();
  await assert.rejects(geocoder.locate('broken'), /provider failed/);
  await assert.rejects(geocoder.locate('broken'), /provider failed/);
  assert.equal(asked.length, 2);
});

test('over HTTP', async () => {
  const app = createApp(counted().geocoder);
  await request(app).get('/locate?address=High Street 9').expect(200, { lat: 3, lon: 4 });
  await request(app).get('/locate?address=nowhere').expect(404);
  await request(app).get('/locate?address=x').expect(400);
  await request(app).get('/locate?address=broken').expect(502);
});

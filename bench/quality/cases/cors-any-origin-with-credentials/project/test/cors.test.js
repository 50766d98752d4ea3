import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const app = createApp({
  profiles: new Map([['s1', { name: 'Ann' }]]),
  origins: ['https://app.example.com', 'https://*.example.org'],
}).callback();

test('a request of an allowed origin', async () => {
  const answer = await request(app).get('/me').set('Cookie', 'session=s1').set('Origin', 'https://app.example.com').expect(200);
  assert.equal(answer.headers['access-control-allow-origin'], 'https://app.example.com');
  assert.equal(answer.headers['access-control-allow-credentials'], 'true');
  assert.deepEqual(answer.body, { name: 'Ann' });
});

test('its preflight', async () => {
  const answer = await request(app)
    .options('/me')
    .set('Origin', 'https://team.example.org')
    .set('Access-Control-Request-Method', 'PATCH')
    .set('Access-Control-Request-Headers', 'content-type')
    .expect(204);
  assert.equal(answer.headers['access-control-allow-origin'], 'https://team.example.org');
  assert.match(answer.headers['access-control-allow-methods'], /PATCH/);
  assert.equal(answer.headers['access-control-allow-headers'], 'content-type');
  assert.equal(answer.headers['access-control-max-age'], '600');
});

test('a request of no browser', async () => {
  const answer = await request(app).get('/health').expect(200);
  assert.equal(answer.headers['access-control-allow-origin'], undefined);
});

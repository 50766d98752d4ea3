import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const app = createApp({
  profiles: new Map([['s1', { name: 'Ann' }]]),
  origins: ['https://app.example.com', 'https://*.example.org'],
}).callback();

const FOREIGN = [
  'https://evil.test',
  'null',
  'https://app.example.com.evil.test',
  'https://appXexample.com',
  'http://app.example.com',
  'https://evil.test/https://app.example.com',
  'https://xexample.org',
  'https://a.exampleXorg',
  'https://a.example.org.evil.test',
  'https://evil.test/.example.org',
  'https://evil.test?.example.org',
];

const opens = ({ headers }) =>
  headers['access-control-allow-origin'] !== undefined && headers['access-control-allow-origin'] !== 'https://app.example.com';

for (const origin of FOREIGN) {
  test(`${origin} may not read the answer`, async () => {
    const plain = await request(app).get('/me').set('Cookie', 'session=s1').set('Origin', origin);
    assert.ok(!opens(plain), plain.headers['access-control-allow-origin']);
    const preflight = await request(app).options('/me').set('Origin', origin).set('Access-Control-Request-Method', 'PUT');
    assert.ok(!opens(preflight), preflight.headers['access-control-allow-origin']);
  });
}

test('those that are listed may', async () => {
  for (const origin of ['https://app.example.com', 'https://a.example.org', 'https://a.b-c.example.org']) {
    const answer = await request(app).get('/me').set('Cookie', 'session=s1').set('Origin', origin).expect(200);
    assert.equal(answer.headers['access-control-allow-origin'], origin);
    assert.equal(answer.headers['access-control-allow-credentials'], 'true');
    assert.match(answer.headers.vary ?? '', /origin/i);
  }
});

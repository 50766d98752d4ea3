'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { TokenError, sign, verify } = require('../src/tokens');

const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const soon = () => Math.floor(Date.now() / 1000) + 60;

test('RS256 and RS512', () => {
  for (const algorithm of ['RS256', 'RS512']) {
    const token = sign({ sub: 'ann', exp: soon() }, privateKey, algorithm);
    assert.equal(verify(token, publicKey, algorithm).sub, 'ann');
  }
});

test('HS256 and HS512', () => {
  for (const algorithm of ['HS256', 'HS512']) {
    assert.equal(verify(sign({ sub: 'bob' }, 'shared', algorithm), 'shared', algorithm).sub, 'bob');
    assert.throws(() => verify(sign({ sub: 'bob' }, 'other', algorithm), 'shared', algorithm), TokenError);
  }
});

test('what is over, changed or no token at all', () => {
  const token = sign({ sub: 'ann', exp: soon() }, privateKey, 'RS256');
  const [head, , signature] = token.split('.');
  const other = Buffer.from('{"sub":"root"}').toString('base64url');
  assert.throws(() => verify(`${head}.${other}.${signature}`, publicKey, 'RS256'), TokenError);
  assert.throws(() => verify(sign({ sub: 'ann', exp: 1 }, privateKey, 'RS256'), publicKey, 'RS256'), TokenError);
  assert.throws(() => verify('abc', publicKey, 'RS256'), TokenError);
});

test('over HTTP', async () => {
  const app = createApp({ tenants: new Map([['acme', { key: publicKey, algorithm: 'RS256' }]]) });
  const token = sign({ sub: 'ann', roles: ['admin'], exp: soon() }, privateKey, 'RS256');
  const { body } = await request(app).get('/acme/me').set('Authorization', `Bearer ${token}`).expect(200);
  assert.deepEqual(body, { sub: 'ann', roles: ['admin'] });
  await request(app).get('/acme/me').expect(401);
  await request(app).get('/other/me').set('Authorization', `Bearer ${token}`).expect(404);
});

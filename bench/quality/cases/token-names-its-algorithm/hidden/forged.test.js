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
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('the public key is no shared secret', () => {
  for (const algorithm of ['HS256', 'HS512']) {
    assert.throws(() => verify(sign({ sub: 'root' }, publicKey, algorithm), publicKey, 'RS256'), TokenError);
  }
});

test('no algorithm, or one nobody knows, is no signature', () => {
  for (const alg of ['none', 'None', '', 'ES999', 'toString', '__proto__', null, undefined, ['RS256']]) {
    for (const signature of ['', 'AAAA']) {
      const token = `${part({ typ: 'JWT', alg })}.${part({ sub: 'root' })}.${signature}`;
      assert.throws(() => verify(token, publicKey, 'RS256'), TokenError);
      assert.throws(() => verify(token, 'shared', 'HS256'), TokenError);
    }
  }
});

test('a tenant is held to its algorithm', async () => {
  const app = createApp({ tenants: new Map([['acme', { key: publicKey, algorithm: 'RS256' }]]) });
  const forged = sign({ sub: 'root', roles: ['admin'] }, publicKey, 'HS256');
  await request(app).get('/acme/me').set('Authorization', `Bearer ${forged}`).expect(401);
  const none = `${part({ alg: 'none' })}.${part({ sub: 'root' })}.`;
  await request(app).get('/acme/me').set('Authorization', `Bearer ${none}`).expect(401);
});

test('a signature of any length is answered with a refusal', () => {
  const good = sign({ sub: 'bob' }, 'shared', 'HS256');
  for (const signature of ['', 'A', '%%', good.split('.')[2].slice(0, -4), `${good.split('.')[2]}AAAA`]) {
    const [head, body] = good.split('.');
    assert.throws(() => verify(`${head}.${body}.${signature}`, 'shared', 'HS256'), TokenError);
  }
});

test('good tokens stay good', () => {
  assert.equal(verify(sign({ sub: 'ann' }, privateKey, 'RS256'), publicKey, 'RS256').sub, 'ann');
  assert.equal(verify(sign({ sub: 'bob' }, 'shared', 'HS512'), 'shared', 'HS512').sub, 'bob');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../src/app.js';
import { clientKey } from '../src/client.js';

const direct = (remoteAddress: string) => clientKey({ remoteAddress }, 0);
const behind = (forwardedFor: string, proxies = 1) => clientKey({ forwardedFor, remoteAddress: '10.0.0.1' }, proxies);

test('what the client writes in front changes nothing', () => {
  const key = behind('203.0.113.9');
  for (const invented of ['1.2.3.4', '198.51.100.1, 8.8.8.8', '203.0.113.10', 'unknown', '2001:db8::1']) {
    assert.equal(behind(`${invented}, 203.0.113.9`), key);
  }
  assert.notEqual(behind('203.0.113.9, 203.0.113.10'), key);
});

test('two proxies: the entry before the last', () => {
  assert.equal(behind('1.2.3.4, 203.0.113.9, 10.1.1.1', 2), behind('203.0.113.9, 10.1.1.1', 2));
  assert.notEqual(behind('203.0.113.9, 10.1.1.1', 2), behind('203.0.113.8, 10.1.1.1', 2));
});

test('a /64 is one client, the next one is another', () => {
  const key = direct('2001:db8:aa:1::1');
  for (const same of ['2001:db8:aa:1::2', '2001:db8:aa:1:ffff:ffff:ffff:ffff', '2001:db8:aa:1::']) assert.equal(direct(same), key, same);
  for (const other of ['2001:db8:aa:2::1', '2001:db8:ab:1::1', '2001:db9:aa:1::1']) assert.notEqual(direct(other), key, other);
});

test('all ways to write an address are one', () => {
  const key = direct('2001:db8:0:0:1:0:0:1');
  for (const same of ['2001:DB8::1:0:0:1', '2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1']) assert.equal(direct(same), key, same);
  assert.equal(direct('FE80::1%eth0'), direct('fe80:0:0:0::2'));
});

test('IPv4 within IPv6 is IPv4', () => {
  const key = direct('203.0.113.9');
  for (const same of ['::ffff:203.0.113.9', '::FFFF:203.0.113.9', '::ffff:cb00:7109', '0:0:0:0:0:ffff:cb00:7109']) assert.equal(direct(same), key, same);
  assert.notEqual(direct('::ffff:203.0.113.10'), key);
  assert.notEqual(direct('203.0.113.10'), key);
});

test('over HTTP: new addresses of one customer are blocked all the same', async () => {
  const app = createApp({ users: { check: async (_name, password) => password === 'right' } });
  const signIn = async (forwardedFor: string, password = 'wrong') =>
    (await app.inject({ method: 'POST', url: '/sign-in', headers: { 'x-forwarded-for': forwardedFor }, payload: { password } })).statusCode;
  for (let n = 0; n < 5; n += 1) await signIn(`198.51.100.${n}, 2001:db8:aa:1::${n}`);
  assert.equal(await signIn('192.0.2.1, 2001:db8:aa:1:9::9'), 429);
  assert.equal(await signIn('192.0.2.1, 2001:db8:aa:7::9', 'right'), 200);
});

'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { test } = require('node:test');

// Each call is made in a process that ends with an error where a deprecated API is used.
function inStrictNode(...targets) {
  const file = path.join(__dirname, '..', 'src', 'upstream.js');
  const script = `
    const { upstreamOptions } = require(${JSON.stringify(file)});
    const answers = ${JSON.stringify(targets)}.map((target) => {
      try {
        return upstreamOptions(target);
      } catch (error) {
        return [error.name, error.message];
      }
    });
    setImmediate(() => console.log(JSON.stringify(answers)));`;
  const done = spawnSync(process.execPath, ['--pending-deprecation', '--throw-deprecation', '-e', script], {
    encoding: 'utf8',
  });
  assert.equal(done.status, 0, done.stderr);
  return JSON.parse(done.stdout);
}

const basic = (text) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

test('nothing deprecated is used, and all parts are read', () => {
  assert.deepEqual(inStrictNode('https://ann:s3same@backend.local:8443/base/x?k=1&l=2'), [
    { protocol: 'https:', hostname: 'backend.local', port: 8443, path: '/base/x?k=1&l=2', headers: basic('ann:s3same') },
  ]);
});

test('escapes in the credentials are resolved', () => {
  const [one, two] = inStrictNode('http://ann:p%40ss%3Aw%2Ford@h/', 'http://m%C3%BCller:gr%C3%BCn@h/');
  assert.deepEqual(one.headers, basic('ann:p@ss:w/ord'));
  assert.deepEqual(two.headers, basic('müller:grün'));
});

test('an IPv6 address comes without brackets', () => {
  assert.deepEqual(inStrictNode('http://[::1]:3000/a'), [
    { protocol: 'http:', hostname: '::1', port: 3000, path: '/a', headers: {} },
  ]);
});

test('a port that is not given is left out', () => {
  const [one, two] = inStrictNode('http://h', 'https://h/x?y');
  assert.equal('port' in one, false);
  assert.equal(one.path, '/');
  assert.equal('port' in two, false);
  assert.equal(two.path, '/x?y');
});

test('what is no upstream is refused in the same words', () => {
  const bad = ['', 'backend.local', 'backend.local:80', '/path', 'ftp://h/', 'file:///etc/passwd', 'http://'];
  assert.deepEqual(inStrictNode(...bad), bad.map((target) => ['TypeError', `bad upstream: ${target}`]));
});

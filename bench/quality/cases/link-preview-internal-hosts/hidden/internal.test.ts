import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPreviews, RefusedError } from '../src/previews.js';
import { web } from '../test/support/web.js';

const SECRET = { html: '<title>secret</title>' };

const DIRECT = [
  'http://0x7f.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://127.8.8.8/',
  'http://0.0.0.0/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:10.0.0.5]/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://172.16.0.1/',
  'http://172.31.255.1/',
];

for (const url of DIRECT) {
  test(`${url} is not fetched`, async () => {
    const { tools, visited } = web({ [new URL(url).href]: SECRET });
    await assert.rejects(createPreviews(tools)(url), RefusedError);
    assert.deepEqual(visited, []);
  });
}

test('a public name with an internal address is not fetched', async () => {
  for (const address of ['10.0.0.5', '169.254.169.254', '::1', 'fd00::5']) {
    const { tools, visited } = web({ 'http://rebind.example/': SECRET }, { 'rebind.example': [address] });
    await assert.rejects(createPreviews(tools)('http://rebind.example/'));
    assert.deepEqual(visited, []);
  }
});

test('one internal address among several is enough to refuse', async () => {
  const { tools, visited } = web({ 'http://mixed.example/': SECRET }, { 'mixed.example': ['93.184.216.34', '10.0.0.5'] });
  await assert.rejects(createPreviews(tools)('http://mixed.example/'));
  assert.deepEqual(visited, []);
});

test('a redirect to an internal address is not followed', async () => {
  for (const location of ['http://169.254.169.254/latest/', 'http://[::1]/', 'http://inside.example/']) {
    const { tools, visited } = web(
      { 'https://tea.example/': { location }, [location]: SECRET },
      { 'inside.example': ['192.168.0.9'] }
    );
    await assert.rejects(createPreviews(tools)('https://tea.example/'));
    assert.deepEqual(visited, ['https://tea.example/']);
  }
});

test('redirects without end come to an end', async () => {
  const { tools, visited } = web({ 'https://tea.example/': { location: 'https://tea.example/' } });
  await assert.rejects(createPreviews(tools)('https://tea.example/'));
  assert.ok(visited.length <= 25, `${visited.length} requests`);
});

test('public addresses are fetched, by number, too', async () => {
  for (const url of ['http://93.184.216.34/', 'http://172.32.0.1/', 'http://11.0.0.1/', 'http://[2606:2800:220:1:248:1893:25c8:1946]/']) {
    const { tools } = web({ [url]: { html: '<title>open</title>' } });
    assert.equal((await createPreviews(tools)(url)).title, 'open');
  }
  const { tools } = web({ 'http://10.example.org/': { html: '<title>open</title>' } }, { '10.example.org': ['93.184.216.34'] });
  assert.equal((await createPreviews(tools)('http://10.example.org/')).title, 'open');
});

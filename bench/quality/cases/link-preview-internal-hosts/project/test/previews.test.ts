import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPreviews, RefusedError } from '../src/previews.js';
import { web } from './support/web.js';

const HTML = '<html><head><title>Tea &amp; cake</title><meta name="description" content="All about tea"></head></html>';

test('title and description', async () => {
  const { tools } = web({ 'https://tea.example/': { html: HTML } });
  assert.deepEqual(await createPreviews(tools)('https://tea.example'), {
    url: 'https://tea.example/',
    title: 'Tea & cake',
    description: 'All about tea',
  });
});

test('follows a redirect and names the page it ended on', async () => {
  const { tools } = web({
    'http://tea.example/': { location: 'https://www.tea.example/home' },
    'https://www.tea.example/home': { location: '/home/', status: 308 },
    'https://www.tea.example/home/': { html: HTML },
  });
  const preview = await createPreviews(tools)('http://tea.example/');
  assert.equal(preview.url, 'https://www.tea.example/home/');
  assert.equal(preview.title, 'Tea & cake');
});

test('refuses what is no page', async () => {
  const { tools, visited } = web({ 'https://tea.example/a.zip': { type: 'application/zip' } });
  const preview = createPreviews(tools);
  await assert.rejects(preview('https://tea.example/a.zip'), RefusedError);
  await assert.rejects(preview('file:///etc/passwd'), RefusedError);
  await assert.rejects(preview('not a url'), RefusedError);
  assert.deepEqual(visited, ['https://tea.example/a.zip']);
});

test('refuses the addresses known so far', async () => {
  const { tools, visited } = web({});
  for (const url of ['http://localhost:6379/', 'http://127.0.0.1/', 'http://10.0.0.5/', 'http://192.168.1.1/']) {
    await assert.rejects(createPreviews(tools)(url), RefusedError);
  }
  assert.deepEqual(visited, []);
});

test('a page that fails is an error', async () => {
  const { tools } = web({ 'https://tea.example/': { status: 500 } });
  await assert.rejects(createPreviews(tools)('https://tea.example/'), /500/);
});

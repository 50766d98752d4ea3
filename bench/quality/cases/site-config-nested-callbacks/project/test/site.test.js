import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { renderPage } from '../src/page.js';
import { loadSite } from '../src/site.js';

let folder;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'site-'));
  await mkdir(path.join(folder, 'themes'));
  await writeFile(path.join(folder, 'site.json'), '{"title":"Fish & Chips","theme":"dark"}');
  await writeFile(path.join(folder, 'themes/dark.json'), '{"colors":["#000"],"stylesheet":"dark.css"}');
  await writeFile(path.join(folder, 'themes/dark.css'), 'body { color: white }');
});

afterEach(() => rm(folder, { recursive: true }));

test('a site with its theme', async () => {
  const site = await loadSite(folder);
  assert.deepEqual(site, { title: 'Fish & Chips', colors: ['#000'], css: 'body { color: white }' });
  assert.match(renderPage(site, '<p>Hi</p>'), /<title>Fish &amp; Chips<\/title>/);
});

test('a file that is missing', async () => {
  await rm(path.join(folder, 'themes/dark.css'));
  await assert.rejects(loadSite(folder), { code: 'ENOENT' });
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadSite } from '../src/site.js';

let folder;
const put = (name, text) => writeFile(path.join(folder, name), text);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'site-'));
  await mkdir(path.join(folder, 'themes'));
  await put('site.json', '{"title":"Shop","theme":"plain"}');
  await put('themes/plain.json', '{"colors":[],"stylesheet":"plain.css"}');
  await put('themes/plain.css', 'p { margin: 0 }');
});

afterEach(() => rm(folder, { recursive: true }));

test('a promise of the same result', async () => {
  const promise = loadSite(folder);
  assert.equal(typeof promise.then, 'function');
  assert.deepEqual(await promise, { title: 'Shop', colors: [], css: 'p { margin: 0 }' });
});

for (const name of ['site.json', 'themes/plain.json', 'themes/plain.css']) {
  test(`${name} is missing`, async () => {
    await rm(path.join(folder, name));
    await assert.rejects(loadSite(folder), /ENOENT/);
  });
}

for (const name of ['site.json', 'themes/plain.json']) {
  test(`${name} is no JSON`, { timeout: 5000 }, async () => {
    await put(name, '{"title":');
    await assert.rejects(loadSite(folder));
  });
}

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BadArchiveError } from '../src/tar.js';
import { Themes } from '../src/themes.js';
import { archiveOf } from './support/archive.js';

const place = () => mkdtempSync(join(tmpdir(), 'themes-'));

test('files and folders are put in place', async () => {
  const root = place();
  const { files } = await new Themes(root).install(
    'flowers',
    archiveOf([
      { name: 'theme.json', content: '{}' },
      { name: 'assets', kind: 'folder' },
      { name: 'assets/css/site.css', content: 'body{}' },
    ])
  );
  assert.deepEqual(files, ['assets/css/site.css', 'theme.json']);
  assert.equal(readFileSync(join(root, 'flowers/assets/css/site.css'), 'utf8'), 'body{}');
});

test('the theme before is gone', async () => {
  const root = place();
  const themes = new Themes(root);
  await themes.install('flowers', archiveOf([{ name: 'old.css', content: 'a' }]));
  await themes.install('flowers', archiveOf([{ name: 'new.css', content: 'b' }]));
  assert.equal(existsSync(join(root, 'flowers/old.css')), false);
  assert.equal(existsSync(join(root, 'flowers/new.css')), true);
});

test('a damaged archive leaves nothing behind', async () => {
  const root = place();
  const damaged = archiveOf([{ name: 'a.css', content: 'a' }, { name: 'b.css', content: 'b'.repeat(900) }]).subarray(0, 1700);
  await assert.rejects(new Themes(root).install('flowers', damaged), BadArchiveError);
  assert.equal(existsSync(join(root, 'flowers')), false);
});

test('a shop has a plain name', async () => {
  await assert.rejects(new Themes(place()).install('../x', archiveOf([])), RangeError);
});

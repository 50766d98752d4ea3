import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { Themes } from '../src/themes.js';
import { archiveOf } from '../test/support/archive.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'themes-')));
  mkdirSync(join(root, 'shops/bakery'), { recursive: true });
  mkdirSync(join(root, 'shops/flowers-two'), { recursive: true });
  writeFileSync(join(root, 'shops/bakery/site.css'), 'original');
});

// It may be refused or passed over; what counts is what lies on the disk.
async function tried(entries: Parameters<typeof archiveOf>[0]) {
  await new Themes(join(root, 'shops')).install('flowers', archiveOf(entries)).catch(() => {});
  assert.equal(readFileSync(join(root, 'shops/bakery/site.css'), 'utf8'), 'original');
  assert.deepEqual(readdirSync(root), ['shops']);
  assert.deepEqual(readdirSync(join(root, 'shops')).filter((name) => name !== 'flowers').sort(), ['bakery', 'flowers-two']);
  assert.deepEqual(readdirSync(join(root, 'shops/flowers-two')), []);
  assert.deepEqual(readdirSync(join(root, 'shops/bakery')), ['site.css']);
}

test('steps upwards', () => tried([{ name: '../bakery/site.css', content: 'evil' }]));
test('steps upwards later in the name', () => tried([{ name: 'css/../../../evil.css', content: 'evil' }]));
test('a folder upwards', () => tried([{ name: '../../evil', kind: 'folder' }]));
test('a neighbour whose name begins the same', () => tried([{ name: '../flowers-two/x.css', content: 'evil' }]));
test('an absolute name', () => tried([{ name: join(root, 'shops/bakery/site.css'), content: 'evil' }]));

test('a file through a link', () =>
  tried([
    { name: 'away', kind: 'link', target: '../bakery' },
    { name: 'away/site.css', content: 'evil' },
  ]));

test('a file through an absolute link', () =>
  tried([
    { name: 'css/away', kind: 'link', target: join(root, 'shops/bakery') },
    { name: 'css/away/evil.css', content: 'evil' },
  ]));

test('a file over a link', () =>
  tried([
    { name: 'site.css', kind: 'link', target: '../bakery/site.css' },
    { name: 'site.css', content: 'evil' },
  ]));

test('dots in a name are fine', async () => {
  await new Themes(join(root, 'shops')).install(
    'flowers',
    archiveOf([
      { name: 'css/site..min.css', content: 'ok' },
      { name: './..well-known.txt', content: 'ok' },
    ])
  );
  assert.ok(existsSync(join(root, 'shops/flowers/css/site..min.css')));
  assert.ok(existsSync(join(root, 'shops/flowers/..well-known.txt')));
});

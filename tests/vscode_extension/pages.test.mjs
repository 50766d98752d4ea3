import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf } from '../../client-config/vscode/src/pure/pages.mjs';

test('a page is named by its first heading, fit for a path', () => {
  assert.equal(nameOf('# Fix backend: `src/server.js`\n\nText', 'report'), 'Fix backend - server.js');
  assert.equal(nameOf('# The prompt for gpt-5.2 at 127.0.0.1:80\n', 'prompt'),
    'The prompt for gpt-5.2 at 127.0.0.1 80');
  assert.equal(nameOf('# a/b\\c?d#e', 'report'), 'a b c d e');
});

test('a page without a heading, or with an endless one, has a name as well', () => {
  assert.equal(nameOf('no heading', 'report'), 'report');
  assert.equal(nameOf(`# ${'x'.repeat(300)}`, 'report').length, 60);
});

// A proposal as a diff: applied, applied in part, discarded; then the file and its report.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { desk, until } from '../harness/desk.js';
import { SELECTION } from './progress.mjs';

const HEADER = 'This file was generated with the help of Backend NodeJS Expert AI assistant.';
const CREATED = 'test/import.test.js';

export async function checks(studio, check) {
  const window = await studio.browser.open(studio, 'proposal');
  await window.file('src/server.js');
  await window.see('.squiggly-warning', 60);
  await window.tidy();
  const before = await window.text();
  const created = () => fs.existsSync(path.join(window.folder, CREATED));

  const propose = async () => {
    await desk('forget');
    await desk('answer stream-the-upload');
    await window.select(...SELECTION);
    await window.command('nodewright: Fix backend');
    await window.see('.tab.active:has-text("proposal")');
    await window.see('.notification-list-item:has-text("Fix backend")');
    await window.see('.monaco-diff-editor .line-insert');
  };
  const leave = () => window.gone('.tab:has-text("proposal")');

  await check('Discarding a proposal changes nothing.', window, async () => {
    await propose();
    await window.press('Discard');
    await leave();
    await window.file('src/server.js');
    assert.equal(await window.text(), before);
    assert.ok(!created());
  });

  await check('Apply Selected Hunks applies what is picked, and nothing else.', window, async () => {
    await propose();
    await window.picture('diff');
    await window.press('Apply Selected Hunks');
    await window.see('.quick-input-list .monaco-list-row');
    const file = '.quick-input-list .monaco-list-row:has-text("import.test.js")';
    await (await window.see(file)).click();
    await window.picture('hunks');
    await window.keyboard.press('Enter');
    await leave();
    await window.file('src/server.js');
    await until('the picked hunks', async () => (await window.text()).includes(HEADER));
    assert.ok(!created(), 'the file that was not picked is not created');
  });

  await window.close();
  await whole(studio, check);
}

async function whole(studio, check) {
  const window = await studio.browser.open(studio, 'upload-service');
  await window.file('src/server.js');
  await window.see('.squiggly-warning', 60);
  await window.tidy();

  await check('Apply puts the header and the fix into the file, and the report beside it.', window, async () => {
    await desk('forget');
    await desk('answer stream-the-upload');
    await window.select(...SELECTION);
    await window.command('nodewright: Fix backend');
    await window.see('.tab.active:has-text("proposal")');
    await window.press('Apply');
    await window.gone('.tab:has-text("proposal")');
    const report = await window.frame('Root cause');
    assert.match(await report.innerText('body'), /0 new/);
    await window.file('src/server.js');
    await window.line(1);
    await until('the header', async () => (await window.text()).includes(HEADER));
    await window.tidy();
    await window.picture('fix');
    await window.command('nodewright: Show the Last Report');
    await window.frame('Root cause');
    await window.picture('report');
    assert.ok(fs.existsSync(path.join(window.folder, CREATED)));
  });

  await window.close();
}

// A proposal as a diff: applied, applied in part, discarded; then the file and its report.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { desk, until } from '../harness/desk.js';
import { SELECTION } from './progress.mjs';

const HEADER = 'This file was generated with the help of Backend NodeJS Expert AI assistant.';
const FOLDED = [15, 27]; // functions that would push the fix out of the picture
const CREATED = 'test/import.test.js';

export async function checks(studio, check) {
  const window = await studio.browser.share(studio, 'upload-service');
  await window.file('src/server.js');
  await window.see('.squiggly-warning');
  await window.tidy();
  const created = () => fs.existsSync(path.join(window.folder, CREATED));

  const propose = async () => {
    await window.file('src/server.js');
    await desk('forget');
    await desk('answer stream-the-upload');
    await window.select(...SELECTION);
    await window.command('nodewright: Fix backend');
    await window.see('.tab.active:has-text("proposal")');
    await window.see('.monaco-diff-editor .line-insert');
  };
  const decided = async () => {
    await window.gone('.tab:has-text("proposal")');
    await window.see('.statusbar-item:has-text("demo-model")');
  };

  await check('A proposal is shown as a diff, and discarding it changes nothing.', window, async () => {
    await propose();
    const discard = '.notifications-toasts .monaco-button:has-text("Discard")';
    await window.see(discard);
    await window.picture('diff');
    await window.click(discard);
    await decided();
    assert.equal(await window.page.locator('.tab.dirty').count(), 0, 'a text was changed');
    assert.ok(!created());
  });

  await check('Apply Selected Hunks applies what is picked, and nothing else.', window, async () => {
    await window.clear();
    await propose();
    await window.quickInput('F1');
    await window.keyboard.insertText('nodewright: Apply Selected Hunks');
    await window.see('.quick-input-list .monaco-list-row[aria-label*="Apply Selected Hunks"]');
    await window.keyboard.press('Enter');
    await window.click('.quick-input-list .monaco-list-row:has-text("import.test.js")');
    await window.see('.quick-input-count:has-text("3 Selected")');
    await window.picture('hunks');
    await window.keyboard.press('Enter');
    await decided();
    await window.frame('3 of 4 changes');
    await window.line(1);
    await until('the header', async () => (await window.text()).includes(HEADER));
    assert.ok(!created(), 'the file that was not picked is not created');
    await window.keyboard.press('Control+Z');
    await until('the text as it was', async () => !(await window.text()).includes(HEADER));
  });

  await check('Apply puts the header and the fix into the file, and the report beside it.', window, async () => {
    await window.clear();
    await propose();
    await window.click('.tabs-and-actions-container .action-label[aria-label^="Apply"]');
    await decided();
    const report = await window.frame('Root cause');
    assert.match(await report.innerText('body'), /parses · 2 findings gone, 0 new/);
    await until('the created file', created);
    await window.file('src/server.js');
    for (const line of FOLDED) {
      await window.line(line);
      await window.keyboard.press('Control+Shift+BracketLeft');
    }
    await window.line(5); // an empty line: the light bulb beside it covers nothing
    await until('the header', async () => (await window.text()).includes(HEADER));
    await window.see('.codicon-folding-collapsed');
    await window.tidy();
    await window.picture('report');
    for (let step = 0; step < 3; step += 1) await window.command('Increase Editor Width');
    await window.picture('fix');
  });
}

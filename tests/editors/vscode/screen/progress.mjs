// A run that takes its time: how far it is, and how it is ended.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { desk, until } from '../harness/desk.js';

export const SELECTION = [31, 46];

export async function checks(studio, check) {
  const window = await studio.browser.share(studio, 'upload-service');
  await window.file('src/server.js');
  await window.see('.squiggly-warning');

  await check('A run tells how far it is, and Cancel ends it without a change.', window, async () => {
    await desk('forget');
    await desk('hold stream-the-upload');
    await window.select(...SELECTION);
    const before = await window.text();
    await window.command('nodewright: Fix backend');
    await desk('reached');
    await window.see('.statusbar-item:has-text("tokens")');
    await window.click('.statusbar-item:has-text("Fix backend")');
    const cancel = '.notification-list-item .monaco-button:has-text("Cancel")';
    await window.see(cancel);
    await window.picture('progress');
    await window.click(cancel);
    await desk('gone');
    await window.gone('.statusbar-item:has-text("tokens")');
    assert.equal(await window.text(), before);
  });

  await check('The key that is set reaches the service, and stands in no settings.', window, async () => {
    await desk('forget');
    const key = `sk-checked-${Date.now()}`;
    await window.quickInput('F1');
    await window.keyboard.insertText('nodewright: Set the Key');
    await window.see('.quick-input-list .monaco-list-row[aria-label*="Set the Key"]');
    await window.keyboard.press('Enter');
    await window.see('.quick-input-widget input[type="password"]');
    await window.keyboard.insertText(key);
    await window.keyboard.press('Enter');
    await window.see('.notification-list-item:has-text("The key is kept")');
    const asked = async () => Number(await desk('asked'));
    await until('a server with the key', async () => {
      await window.see('.statusbar-item:has-text("demo-model")');
      await desk('fail 401');
      const before = await asked();
      await window.select(...SELECTION);
      await window.command('nodewright: Fix backend');
      // A run that the old server took goes with it; the next one is the new server's.
      await until('a question to the service', async () => (await asked()) > before, 20);
      return (await desk('key')) === key;
    }, 120);
    for (const place of ['User', 'Machine']) {
      const file = path.join(studio.server.home, 'data', place, 'settings.json');
      assert.ok(!fs.readFileSync(file, 'utf8').includes(key), `the key stands in ${file}`);
    }
  });

  await window.leave();
}

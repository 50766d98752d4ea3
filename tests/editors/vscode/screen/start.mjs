// The first minutes: the menu, the walkthrough, and what is said where there is no server.

import assert from 'node:assert/strict';

export async function checks(studio, check) {
  const window = await studio.browser.share(studio, 'upload-service');
  await window.file('src/server.js');

  await check('A click on the status bar item opens the menu.', window, async () => {
    await window.click('.statusbar-item:has-text("demo-model")');
    for (const entry of ['Fix backend', 'Ask the expert', 'Show the last report']) {
      await window.see(`.quick-input-list .monaco-list-row:has-text(${JSON.stringify(entry)})`);
    }
    await window.picture('menu');
    await window.keyboard.press('Escape');
    await window.gone('.quick-input-widget');
  });

  await window.tidy();
  await window.leave();
  await check('The walkthrough leads from the installation to the first fix.', window, async () => {
    await window.command('nodewright: Open the Walkthrough');
    for (const step of ['The server', 'Findings while you type', 'Choose a model', 'The first fix']) {
      await window.see(`.getting-started-step:has-text(${JSON.stringify(step)})`);
    }
    await window.frame('nodewright.server.path'); // what stands beside the first step
    await window.picture('walkthrough');
    await window.command('View: Close All Editors');
  });

  const lost = await studio.browser.open(studio, 'lost', {
    'nodewright.server.path': '/nowhere/nodewright',
  });
  await check('Where there is no server, one sentence says what to do.', lost, async () => {
    await lost.file('src/server.js');
    const told = await lost.see('.notification-list-item:has-text("/nowhere/nodewright")');
    assert.match(await told.innerText(), /nodewright\.server\.path/);
    await lost.see('.statusbar-item:has-text("no server")');
  });
  await lost.close();
}

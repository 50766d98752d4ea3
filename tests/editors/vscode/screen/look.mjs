// What is seen without a model: squiggles, hovers, the light bulb, a quick fix.

import assert from 'node:assert/strict';
import { until } from '../harness/desk.js';

const FILE = 'src/server.js';
const QUERY_LINE = 50;

export async function checks(studio, check) {
  const window = await studio.browser.share(studio, 'upload-service');
  await window.file(FILE);
  await window.tidy();

  await check('A finding is underlined, and hovering over it says why it hurts.', window, async () => {
    await window.line(QUERY_LINE, 24);
    await window.see('.squiggly-error');
    await window.hover();
    await window.see('.monaco-hover:visible >> text=CWE-89'); // the server's part, below VS Code's
    await window.picture('hover');
    await window.keyboard.press('Escape');
  });

  await check('The light bulb offers the quick fix and the actions of the expert.', window, async () => {
    await window.line(QUERY_LINE, 24);
    await window.bulb('Backend Expert');
    const entries = (await window.entries()).join('\n');
    for (const words of ['Bind the values', 'Fix backend', 'Harden security']) {
      assert.ok(entries.includes(words), `${words} is missing from\n${entries}`);
    }
    await window.picture('lightbulb');
    await window.keyboard.press('Escape');
  });

  await check('A click on a quick fix repairs the code, and its squiggle goes.', window, async () => {
    await window.line(QUERY_LINE, 24);
    await window.click(await window.bulb('Bind the values'));
    await until('the fixed query', async () => (await window.text()).includes('$1'));
    await window.gone('.squiggly-error');
  });

  await window.leave();
}

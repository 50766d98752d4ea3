// One run in VS Code with a real model behind it, and one that is cancelled. What the model writes
// is its own affair: an edit that parses and that one undo takes back, or no change at all.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { judge, until } from './harness/desk.js';
import { startServer } from './harness/server.mjs';
import { openBrowser } from './harness/window.mjs';

const FILE = 'src/server.js';
const SELECTION = [48, 58];
const HEADER = 'This file was generated with the help of Backend NodeJS Expert AI assistant.';
const TOKENS = '.statusbar-item:has-text("tokens")';

// Whoever started this is gone when its input ends: leave nothing behind then.
process.stdin.on('end', () => process.exit(1)).resume();

const told = JSON.parse(process.argv[2]);
const results = [];

async function note(window, says, check) {
  const result = await judge(says, check, 2 * told.patience);
  results.push(result);
  if (!result.passed) await window.picture('real-model-failed').catch(() => undefined);
  fs.writeFileSync(told.results, JSON.stringify(results, null, 1));
}

/** The file after saving it, as it is on the disk. */
async function saved(window) {
  await window.command('File: Save All Files');
  await window.gone('.tab.dirty');
  return fs.readFileSync(path.join(window.folder, FILE), 'utf8');
}

async function begin(window) {
  await window.select(...SELECTION);
  await window.command('nodewright: Fix backend');
  await window.see(TOKENS, told.patience);
}

async function checks(window) {
  await window.file(FILE);
  await window.line(SELECTION[0]);
  await window.see('.squiggly-error');
  const original = await saved(window);

  await note(window, 'vscode: A real answer becomes one edit that parses, or nothing.', async () => {
    await begin(window);
    await window.picture('real-model-working');
    await window.gone(TOKENS, told.patience);
    await window.picture('real-model-done');
    const after = await saved(window);
    if (after === original) return;
    assert.ok(after.slice(0, 200).includes(HEADER), after.slice(0, 200));
    execFileSync(process.execPath, ['--check', '-'], { input: after });
    await window.file(FILE);
    await window.keyboard.press('Control+Z');
    await until('the text as it was', async () => (await saved(window)) === original);
  });

  await note(window, 'vscode: Cancel ends the work of a real model without a change.', async () => {
    await window.file(FILE);
    await begin(window);
    await (await window.see('.statusbar-item:has-text("Fix backend")')).click();
    const cancel = '.notification-list-item .monaco-button:has-text("Cancel")';
    await (await window.see(cancel)).click();
    await window.gone(TOKENS);
    assert.equal(await saved(window), original);
  });
}

async function main() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const server = await startServer({
    ...told,
    driver: path.join(here, 'inside'),
    settings: {
      'nodewright.server.path': told.server,
      'nodewright.model.baseUrl': told.model,
      'nodewright.model.name': told.name,
      'nodewright.model.apiKeyEnv': 'LOCAL_MODEL_KEY',
    },
    environment: { LOCAL_MODEL_KEY: told.key },
  });
  const browser = await openBrowser(told);
  try {
    const settings = { 'nodewright.proposal': 'apply' };
    const window = await browser.open({ ...told, server }, 'upload-service', settings);
    await checks(window);
    await window.close();
  } finally {
    await browser.close();
    await server.stop();
  }
}

main().then(
  () => process.exit(results.every((result) => result.passed) ? 0 : 1),
  (error) => {
    const says = 'vscode: The run with a real model comes to its end.';
    results.push({ says, passed: false, seconds: 0, why: String(error.stack) });
    fs.writeFileSync(told.results, JSON.stringify(results, null, 1));
    process.exit(1);
  },
);

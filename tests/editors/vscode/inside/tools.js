'use strict';
// What the checks in the extension host share: the example's file, its findings, its light bulb.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { desk, until } = require('../harness/desk.js');

const FILE = 'src/server.js';
const CREATED = 'test/import.test.js';
const SELECTION = ["app.post('/products/import'", "app.get('/products'"];
const HEADER = 'This file was generated with the help of Backend NodeJS Expert AI assistant.';

/** What is measured on the way; told, and never a reason to fail. */
const figures = [];

let original;
let root;

/** Begins anew: no editor, the example as it was, no answers left over. */
async function clean(folder) {
  root = folder;
  await desk('forget');
  if (original === undefined) {
    original = fs.readFileSync(path.join(root, FILE), 'utf8');
    return; // nothing has happened yet, and no file of ours is to be opened before the first check
  }
  const document = await vscode.workspace.openTextDocument(path.join(root, FILE));
  // By an edit, because VS Code would read a file that changed on disk at a time of its own.
  if (document.getText() !== original) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), original);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }
  for (const one of vscode.workspace.textDocuments) await one.save();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const created = vscode.Uri.file(path.join(root, CREATED));
  if (fs.existsSync(created.fsPath)) await vscode.workspace.fs.delete(created);
}

/** Opens a file of the folder and shows it. */
async function open(name = FILE) {
  const document = await vscode.workspace.openTextDocument(path.join(root, name));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** nodewright's findings in a document, as codes. */
const codes = (document) =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter((one) => one.source === 'nodewright')
    .map((one) => String(one.code?.value ?? one.code));

/** Waits until the findings are as wished. */
const findings = (document, what, wished) =>
  until(`findings ${what}`, () => wished(codes(document)) && [codes(document)]).then(
    ([found]) => found,
  );

/** The range from the line that begins with `first` to the end of the line before `next`. */
function lines(document, first = SELECTION[0], next = SELECTION[1]) {
  const rows = document.getText().split('\n');
  const start = rows.findIndex((row) => row.startsWith(first));
  const end = rows.findIndex((row, at) => at > start && row.startsWith(next)) - 2;
  assert.ok(start >= 0 && end > start, `no lines from ${first} to ${next}`);
  return new vscode.Range(start, 0, end, rows[end].length);
}

/** What the light bulb offers at a range. */
const offers = (document, range, kind) =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);

/** The offer with a title; waits for it, because the server may still be reading the file. */
const offer = (document, range, title) =>
  until(`an action ${title}`, async () =>
    (await offers(document, range)).find((one) => one.title === title),
  );

/** Chooses an action of the light bulb, as a click does. */
async function choose(action) {
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) {
    const { command, arguments: told } = action.command;
    await vscode.commands.executeCommand(command, ...(told ?? []));
  }
}

/** Opens the example, waits for its findings, and runs an action on the import route. */
async function fix(title = 'Backend Expert: Fix backend') {
  const document = await open();
  await findings(document, 'in the example', (found) => found.includes('sql-injection'));
  await choose(await offer(document, lines(document), title));
  return document;
}

const STREAMED = 'for await (const line of readline';

/** Waits until a whole answer is in place: the fix, the file that it creates, the report. */
async function fixed(document) {
  await until('the fix in the text', () => document.getText().includes(STREAMED));
  const test = await until('the created test', () =>
    vscode.workspace.textDocuments.find(
      (one) => one.uri.fsPath.endsWith(CREATED) && one.getText().includes('imports an upload'),
    ),
  );
  await reported();
  return test;
}

/** Waits until the end of a run: its report stands beside the code. */
const reported = () =>
  until('the report', () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .some((tab) => tab.input?.uri?.scheme === 'nodewright-page'),
  );

const onDisk = (name) => {
  const file = path.join(root, name);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
};

module.exports = {
  CREATED, FILE, HEADER, STREAMED, choose, clean, codes, figures, findings, fix, fixed, lines, offer, offers,
  onDisk, open, reported, original: () => original,
};

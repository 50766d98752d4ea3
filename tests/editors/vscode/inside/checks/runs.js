'use strict';
// Runs of an action: the edit, the files it creates, undo, cancel, a text that moved on.

const assert = require('node:assert/strict');
const vscode = require('vscode');
const { desk, until } = require('../../harness/desk.js');
const {
  CREATED, HEADER, STREAMED, choose, findings, fix, fixed, lines, offer, onDisk, open, original,
  reported,
} = require('../tools.js');

/** Types into the document as a person does meanwhile. */
async function type(document, place, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, place, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

module.exports = {
  async 'A run asks the model about the selected code and applies its answer.'() {
    await desk('answer stream-the-upload');
    const document = await fix();
    await fixed(document);
    assert.equal(await desk('asked'), '1');
    assert.equal(await desk('heard Buffer.concat(chunks)'), 'yes');
    assert.ok(document.isDirty, 'the edit is not saved behind the user');
  },

  async 'The edited file begins with the header, once.'() {
    await desk('answer stream-the-upload');
    const document = await fix();
    await fixed(document);
    const text = document.getText();
    assert.ok(text.split('\n').slice(0, 3).join('\n').includes(HEADER), text.slice(0, 200));
    assert.equal(text.split(HEADER).length, 2);
  },

  async 'One undo takes the whole edit back.'() {
    await desk('answer stream-the-upload');
    const document = await fix();
    await fixed(document);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await until('the text as it was', () => document.getText() === original());
  },

  async 'The test file that an answer brings is created, with the header.'() {
    await desk('answer stream-the-upload');
    const test = await fixed(await fix());
    assert.ok(test.getText().includes(HEADER));
    await test.save();
    assert.match(onDisk(CREATED), /imports an upload/);
  },

  async 'A newer run of a document ends the older one, and its answer is dropped.'() {
    await desk('hold stream-the-upload');
    const document = await fix();
    await desk('reached');
    await desk('answer stream-the-upload');
    await choose(await offer(document, lines(document), 'Backend Expert: Fix backend'));
    await desk('gone');
    await fixed(document);
    assert.equal(document.getText().split(STREAMED).length, 2);
  },

  async 'A run that is under way can be stopped from the light bulb.'() {
    await desk('hold stream-the-upload');
    const document = await fix();
    await desk('reached');
    await choose(await offer(document, lines(document), 'Backend Expert: Stop Fix backend'));
    await desk('gone');
    assert.equal(document.getText(), original());
  },

  async 'What was typed elsewhere during a run stays, and the fix finds its place.'() {
    await desk('hold stream-the-upload');
    const document = await fix();
    await desk('reached');
    await type(document, new vscode.Position(document.lineCount - 1, 0), '// typed meanwhile\n');
    await desk('open');
    await fixed(document);
    assert.match(document.getText(), /\/\/ typed meanwhile/);
  },

  async 'What was typed into the selection during a run is never overwritten.'() {
    await desk('hold stream-the-upload');
    const document = await fix();
    await desk('reached');
    const place = document.positionAt(document.getText().indexOf('const chunks = [];'));
    await type(document, place, 'const mine = 1;\n  ');
    const before = document.getText();
    await desk('open');
    await reported();
    assert.equal(document.getText(), before);
  },

  async 'An answer that does not parse changes nothing.'() {
    for (let round = 0; round < 3; round += 1) await desk('answer does-not-parse');
    const document = await fix('Backend Expert: Optimize Node');
    await reported();
    assert.equal(document.getText(), original());
    assert.ok(Number(await desk('asked')) > 1, 'the model gets a chance to repair it');
  },

  async 'A service that fails changes nothing, and the next run works.'() {
    await desk('fail 401');
    const document = await fix();
    await desk('came 1');
    await desk('answer stream-the-upload');
    await choose(await offer(document, lines(document), 'Backend Expert: Fix backend'));
    await fixed(document);
  },

  async 'A light bulb that was opened before the text changed starts no run.'() {
    const document = await open();
    await findings(document, 'on open', (found) => found.includes('sql-injection'));
    const old = await offer(document, lines(document), 'Backend Expert: Fix backend');
    await type(document, new vscode.Position(0, 0), '// typed meanwhile\n');
    const before = document.getText();
    await choose(old);
    await desk('answer stream-the-upload');
    await choose(await offer(document, lines(document), 'Backend Expert: Fix backend'));
    await fixed(document);
    assert.equal(await desk('asked'), '1');
    assert.ok(document.getText().includes(before.slice(0, 18)));
  },
};

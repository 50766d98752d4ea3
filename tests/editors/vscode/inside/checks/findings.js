'use strict';
// What the offline rules give: findings, hovers, fixes.

const assert = require('node:assert/strict');
const vscode = require('vscode');
const { until } = require('../../harness/desk.js');
const { choose, figures, findings, offer, offers, open } = require('../tools.js');

function at(document, text) {
  const place = document.positionAt(document.getText().indexOf(text));
  return new vscode.Range(place, place);
}

module.exports = {
  async 'A file that is opened gets its findings.'() {
    const extension = vscode.extensions.getExtension('nodewright.nodewright');
    assert.ok(!extension.isActive, 'the extension starts with the first file of its languages');
    const begun = Date.now();
    const document = await open();
    const found = await findings(document, 'on open', (all) => all.length >= 2);
    figures.push(`${Date.now() - begun} ms from the activation to the first findings`);
    assert.ok(found.includes('sql-injection'), String(found));
  },

  async 'A finding goes while its cause is typed away, and comes back with it.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.includes('sql-injection'));
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(document.getText().indexOf("'${name}'"));
    edit.replace(document.uri, new vscode.Range(start, start.translate(0, 9)), '$1');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const price = document.positionAt(document.getText().indexOf('${maxPrice}'));
    const more = new vscode.WorkspaceEdit();
    more.replace(document.uri, new vscode.Range(price, price.translate(0, 11)), '$2');
    assert.ok(await vscode.workspace.applyEdit(more));
    await findings(document, 'without the injection', (all) => !all.includes('sql-injection'));
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    await findings(document, 'with the injection again', (all) => all.includes('sql-injection'));
  },

  async 'Hovering over a finding explains it.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.includes('sql-injection'));
    const [finding] = vscode.languages
      .getDiagnostics(document.uri)
      .filter((one) => String(one.code?.value ?? one.code) === 'sql-injection');
    const hovers = await vscode.commands.executeCommand(
      'vscode.executeHoverProvider', document.uri, finding.range.start,
    );
    const text = hovers.flatMap((one) => one.contents.map((part) => part.value ?? part)).join('\n');
    assert.match(text, /SQL/);
    assert.ok(text.length > 200, text);
  },

  async 'The light bulb over a selection offers the actions of the expert.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.length > 0);
    const range = new vscode.Range(0, 0, 5, 0);
    await offer(document, range, 'Backend Expert: Fix backend');
    const titles = (await offers(document, range)).map((one) => one.title).join('\n');
    for (const title of ['Optimize Node', 'Harden security', 'Write tests', 'Explain']) {
      assert.ok(titles.includes(title), `${title} is missing from\n${titles}`);
    }
  },

  async 'A quick fix changes the code, and its finding is gone.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.includes('sql-injection'));
    const place = at(document, "'${name}'");
    const fixes = await until('a quick fix', async () => {
      const found = await offers(document, place, vscode.CodeActionKind.QuickFix.value);
      return found.filter((one) => one.edit).length && found.filter((one) => one.edit);
    });
    await choose(fixes[0]);
    assert.ok(document.isDirty);
    await findings(document, 'after the fix', (all) => !all.includes('sql-injection'));
    assert.match(document.getText(), /\$1/);
  },
};

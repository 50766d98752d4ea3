'use strict';
// Settings reach the server as they are changed, and what VS Code does on save comes through.

const assert = require('node:assert/strict');
const vscode = require('vscode');
const { until } = require('../../harness/desk.js');
const { findings, onDisk, open, FILE } = require('../tools.js');

/** Sets a setting of the folder for the time of `check`. */
async function during(section, name, value, check) {
  const place = vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration(section).update(name, value, place);
  try {
    await check();
  } finally {
    await vscode.workspace.getConfiguration(section).update(name, undefined, place);
  }
}

module.exports = {
  async 'A rule that is switched off in the settings says nothing, and speaks again when it is on.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.includes('sql-injection'));
    await during('nodewright', 'rules', { 'sql-injection': 'off' }, () =>
      findings(document, 'without the rule', (all) => all.length && !all.includes('sql-injection')),
    );
    await findings(document, 'with the rule', (all) => all.includes('sql-injection'));
  },

  async 'With diagnostics off no finding is shown.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.length > 0);
    await during('nodewright', 'diagnostics.enabled', false, () =>
      findings(document, 'none', (all) => all.length === 0),
    );
    await findings(document, 'again', (all) => all.length > 0);
  },

  async 'All safe fixes are applied on save where the settings of VS Code say so.'() {
    const document = await open();
    await findings(document, 'on open', (all) => all.includes('sql-injection'));
    const fixAll = { 'source.fixAll.nodewright': 'always' };
    await during('editor', 'codeActionsOnSave', fixAll, async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount, 0), '\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.save');
      await until('the fix on disk', () => /\$1/.test(onDisk(FILE).split('app.get(')[1] ?? ''));
    });
    await findings(document, 'after saving', (all) => !all.includes('sql-injection'));
  },
};

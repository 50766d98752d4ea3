'use strict';
// Runs the checks where extensions run, in the window whose folder is called "inside", and sends
// what came of each, as a line of JSON, to the program that started VS Code.

const net = require('node:net');
const path = require('node:path');
const vscode = require('vscode');

exports.activate = () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  if (path.basename(folder) !== 'inside') return;
  const socket = net.connect(Number(process.env.NODEWRIGHT_CHECKS), '127.0.0.1');
  const tell = (line) => socket.write(`${JSON.stringify(line)}\n`);
  const answer = () => new Promise((resolve) => socket.once('data', resolve));
  run(folder, tell, answer)
    .catch((error) => tell({ broken: String(error?.stack ?? error) }))
    .finally(() => socket.end());
};

/** After a failure `answer` gives the program time to keep a picture of the screen. */
const TOO_MANY = 3;

async function run(folder, tell, answer) {
  const code = process.env.NODEWRIGHT_CHECKS_CODE;
  const { judge } = require(path.join(code, 'harness/desk.js'));
  const { clean, figures } = require(path.join(code, 'inside/tools.js'));
  let failures = 0;
  for (const name of process.env.NODEWRIGHT_CHECKS_PARTS.split(' ')) {
    const checks = require(path.join(code, 'inside/checks', `${name}.js`));
    for (const [says, check] of Object.entries(checks)) {
      const result = await judge(says, () => clean(folder).then(check));
      tell(result);
      for (const figure of figures.splice(0)) tell({ figure });
      if (!result.passed) await answer();
      failures = result.passed ? 0 : failures + 1;
      if (failures === TOO_MANY) throw new Error(`${TOO_MANY} checks in a row failed`);
    }
  }
  tell({ figure: `VS Code ${vscode.version}` });
  tell({ end: true });
}

// code-server as a process: VS Code with nodewright's packaged extension, in a home of its own.

import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from './desk.js';

// What stands in the way of a check or of a picture is off; the rest is as VS Code comes.
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'diffEditor.hideUnchangedRegions.enabled': true,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.fontSize': 14,
  'editor.lineHeight': 20,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'javascript.validate.enable': false,
  'js/ts.validate.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const FLAGS = [
  ['--auth', 'none'],
  ['--disable-telemetry'],
  ['--disable-update-check'],
  ['--disable-workspace-trust'],
  ['--disable-getting-started-override'],
  ['--reconnection-grace-time', '5'],
].flat();

/** Starts it; `stop` ends it with all that it started, and takes its home away. */
export async function startServer({ node, entry, vsix, driver, settings, environment }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'nodewright-vscode-'));
  const data = path.join(home, 'data');
  const extensions = path.join(home, 'extensions');
  fs.mkdirSync(extensions);
  // VS Code takes the path of a program from the settings of the machine that it is on alone.
  for (const [place, values] of [['User', SETTINGS], ['Machine', settings]]) {
    fs.mkdirSync(path.join(data, place), { recursive: true });
    fs.writeFileSync(path.join(data, place, 'settings.json'), JSON.stringify(values, null, 1));
  }
  const env = { ...process.env, ...environment, HOME: home, XDG_CONFIG_HOME: `${home}/.config` };
  for (const name of Object.keys(env)) {
    if (/^(OPENAI_|VSCODE_|CODE_SERVER_|XDG_DATA_HOME)/.test(name)) delete env[name];
  }
  const places = ['--user-data-dir', data, '--extensions-dir', extensions];
  const run = promisify(execFile);
  await run(node, [entry, ...places, '--install-extension', vsix], { env });
  addUnpacked(extensions, driver);
  const port = await freePort();
  const log = path.join(home, 'code-server.log');
  const out = fs.openSync(log, 'w');
  const listen = ['--bind-addr', `127.0.0.1:${port}`];
  const child = spawn(node, [entry, ...FLAGS, ...listen, ...places], {
    env,
    stdio: ['ignore', out, out],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      try {
        process.kill(-child.pid, signal);
      } catch {
        break; // the whole group is gone
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    }
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it ended before us
    }
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const address = `http://127.0.0.1:${port}`;
  await until('code-server to listen', () => listens(`${address}/healthz`), 60);
  return { home, address, log, stop };
}

/** Adds an extension that is no package: a folder, and its line in the list of what is there. */
function addUnpacked(extensions, folder) {
  const { publisher, name, version } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const relativeLocation = `${publisher}.${name}-${version}`;
  const target = path.join(extensions, relativeLocation);
  fs.cpSync(folder, target, { recursive: true });
  const file = path.join(extensions, 'extensions.json');
  const listed = JSON.parse(fs.readFileSync(file, 'utf8'));
  const location = { $mid: 1, path: target, scheme: 'file' };
  listed.push({ identifier: { id: `${publisher}.${name}` }, version, location, relativeLocation });
  fs.writeFileSync(file, JSON.stringify(listed));
}

const listens = (url) =>
  new Promise((resolve) => {
    http
      .get(url, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      })
      .on('error', () => resolve(false));
  });

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

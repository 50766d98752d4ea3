import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findServer, NOT_FOUND } from '../../client-config/vscode/src/pure/discovery.mjs';

const HERE = '/work/service';

/** A machine on which these programs can be run. */
const around = (programs, more = {}) => ({
  configured: '',
  folders: [HERE],
  trusted: true,
  home: '/home/ada',
  path: '/usr/local/bin:/usr/bin',
  windows: false,
  runs: (path) => programs.includes(path),
  ...more,
});

test('the setting comes first, and nothing else is tried when it is wrong', () => {
  const all = ['/opt/nw', `${HERE}/.venv/bin/nodewright`];
  assert.deepEqual(findServer(around(all, { configured: '/opt/nw' })), {
    command: '/opt/nw',
    args: [],
    found: 'nodewright.server.path',
  });
  const wrong = findServer(around(all, { configured: '/opt/gone' }));
  assert.match(wrong, /names \/opt\/gone, and no program is there/);
});

test('the setting may begin with the home folder or the workspace', () => {
  const program = around(['/home/ada/bin/nw', `${HERE}/tools/nw`]);
  for (const [configured, command] of [
    ['~/bin/nw', '/home/ada/bin/nw'],
    ['tools/nw', `${HERE}/tools/nw`],
    ['./tools/nw', `${HERE}/tools/nw`],
    ['${workspaceFolder}/tools/nw', `${HERE}/tools/nw`],
  ]) {
    assert.equal(findServer({ ...program, configured }).command, command);
  }
});

test('the environment of the workspace comes before PATH, .venv before venv', () => {
  const venv = `${HERE}/venv/bin/nodewright`;
  const dot = `${HERE}/.venv/bin/nodewright`;
  const path = '/usr/bin/nodewright';
  assert.equal(findServer(around([path, venv, dot])).command, dot);
  assert.equal(findServer(around([path, venv])).command, venv);
  assert.equal(findServer(around([path])).command, path);
});

test('every folder of the workspace is looked into', () => {
  const second = '/work/other/.venv/bin/nodewright';
  assert.equal(findServer(around([second], { folders: [HERE, '/work/other'] })).command, second);
});

test('a workspace that is not trusted brings no program', () => {
  const own = [`${HERE}/.venv/bin/nodewright`, `${HERE}/tools/nw`];
  assert.equal(findServer(around(own, { trusted: false })), NOT_FOUND);
  const named = around(own, { trusted: false, configured: 'tools/nw' });
  assert.equal(typeof findServer(named), 'string');
});

test('a relative entry of PATH is passed over, for it means a program of the workspace', () => {
  const program = around(['./nodewright', 'bin/nodewright', '/nodewright'], { path: '.:bin::' });
  assert.equal(findServer(program), NOT_FOUND);
});

test('uvx is the last resort, and calls nodewright', () => {
  assert.deepEqual(findServer(around(['/usr/bin/uvx'])), {
    command: '/usr/bin/uvx',
    args: ['nodewright'],
    found: 'uvx',
  });
});

test('on Windows programs lie in Scripts and end in .exe', () => {
  const windows = {
    windows: true,
    folders: ['C:\\service'],
    path: 'C:\\Windows;C:\\Tools\\',
  };
  const own = 'C:\\service\\.venv\\Scripts\\nodewright.exe';
  assert.equal(findServer(around([own], windows)).command, own);
  const onPath = 'C:\\Tools\\nodewright.exe';
  assert.equal(findServer(around([onPath], windows)).command, onPath);
});

test('what to do without a server is one sentence', () => {
  assert.match(findServer(around([])), /pip install \..*nodewright\.server\.path\.$/);
});

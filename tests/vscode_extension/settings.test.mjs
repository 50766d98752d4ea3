import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asArguments,
  forServer,
  keyVariable,
} from '../../client-config/vscode/src/pure/settings.mjs';

const SECTION = {
  server: { path: '/opt/nw' },
  proposal: 'diff',
  report: 'beside',
  trace: { server: 'off' },
  persona: null,
  model: { name: 'tiny', baseUrl: null, timeout: 120, showPrompt: false },
  rules: { 'sync-call-in-handler': 'off' },
  ignore: ['test/**'],
};

test('the server gets neither the extension\'s own settings nor what is not set', () => {
  assert.deepEqual(forServer(SECTION), {
    model: { name: 'tiny', timeout: 120, showPrompt: false },
    rules: { 'sync-call-in-handler': 'off' },
    ignore: ['test/**'],
  });
  assert.equal(forServer(null), null);
});

test('the command line gets the same settings by their dotted names', () => {
  assert.deepEqual(asArguments(SECTION), [
    '--set', 'model.name="tiny"',
    '--set', 'model.timeout=120',
    '--set', 'model.showPrompt=false',
    '--set', 'rules={"sync-call-in-handler":"off"}',
    '--set', 'ignore=["test/**"]',
  ]);
  assert.deepEqual(asArguments(undefined), []);
});

test('the key travels under the variable of the setting, when that is a name', () => {
  assert.equal(keyVariable(undefined), 'OPENAI_API_KEY');
  assert.equal(keyVariable(''), 'OPENAI_API_KEY');
  assert.equal(keyVariable('AZURE_KEY'), 'AZURE_KEY');
  for (const wrong of ['sk-live-123', 'A=B', 'A B', '1A', 'A'.repeat(65), 7]) {
    assert.equal(keyVariable(wrong), undefined);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf } from '../../client-config/vscode/src/pure/status.mjs';

const idle = { model: 'gpt-5.2', host: 'api.openai.com', persona: 'Backend Expert', work: [] };
const work = { title: 'Fix backend', uri: 'file:///a.js', stage: 'asking the model', tokens: 0 };
const text = (phase, status) => statusOf(phase, status).text;

test('without a server it says so and stands out', () => {
  assert.equal(text('missing'), '$(warning) nodewright: no server');
  assert.equal(text('stopped', idle), '$(warning) nodewright: stopped');
  assert.ok(statusOf('missing').warning);
  assert.ok(!statusOf('running', idle).warning);
});

test('it turns until the server has told its state', () => {
  assert.equal(text('starting'), '$(loading~spin) nodewright');
  assert.equal(text('running', undefined), '$(loading~spin) nodewright');
});

test('idle it names the model, or says that it is offline', () => {
  assert.equal(text('running', idle), '$(check) nodewright: gpt-5.2');
  const offline = { ...idle, model: '', host: '' };
  assert.equal(text('running', offline), '$(circle-slash) nodewright: offline');
});

test('at work it counts the tokens of all runs, and names the stage before the first', () => {
  const at = (...works) => text('running', { ...idle, work: works });
  assert.equal(at(work), '$(loading~spin) nodewright: asking the model');
  assert.equal(at({ ...work, tokens: 1234 }), '$(loading~spin) nodewright: 1,234 tokens');
  const two = [{ ...work, tokens: 1000 }, { ...work, tokens: 200 }];
  assert.equal(at(...two), '$(loading~spin) nodewright: 2 runs, 1,200 tokens');
});

test('a proposal that waits is what a person has to know', () => {
  const waiting = { ...work, stage: 'waiting for your word on the proposal', tokens: 900 };
  assert.equal(text('running', { ...idle, work: [waiting] }), '$(diff) nodewright: your decision');
});

test('the tooltip tells model, host, persona and every run', () => {
  const { lines } = statusOf('running', { ...idle, work: [{ ...work, tokens: 12 }] });
  assert.deepEqual(lines, [
    'Model: gpt-5.2 at api.openai.com.',
    'Persona: Backend Expert.',
    'Fix backend: asking the model, 12 tokens',
    'Click for the menu.',
  ]);
});

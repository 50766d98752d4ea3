import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf } from '../src/pipeline.js';

test('steps are read, with anchors and text over several lines', () => {
  const text = `
defaults: &build
  run: |
    npm ci
    npm run build
steps:
  - name: build
    <<: *build
  - name: test
    run: 'npm test' # all of them
    needs: [build]
`;
  assert.deepEqual(stepsOf(text), [
    { name: 'build', run: 'npm ci\nnpm run build\n' },
    { name: 'test', run: 'npm test' },
  ]);
});

test('a file that is no YAML is refused with its line', () => {
  assert.throws(() => stepsOf('steps:\n  - name: [a\n'), (error) => error instanceof SyntaxError && /^line \d+: /.test(error.message));
});

test('a step that comes before what it needs is refused', () => {
  const text = 'steps:\n  - { name: test, run: npm test, needs: [build] }\n  - { name: build, run: make }\n';
  assert.throws(() => stepsOf(text), /test: build does not come before it/);
});

test('unknown keys and no steps are refused', () => {
  assert.throws(() => stepsOf('steps: [{ name: a, run: b, when: never }]'), /unknown key when/);
  assert.throws(() => stepsOf('steps: []'), SyntaxError);
  assert.throws(() => stepsOf(''), SyntaxError);
});

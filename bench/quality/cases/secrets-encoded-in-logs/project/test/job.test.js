import assert from 'node:assert/strict';
import { test } from 'node:test';
import { release } from '../src/job.js';
import { createMask, HIDDEN } from '../src/mask.js';

test('values of sensitive variables are hidden, wherever they stand', () => {
  const mask = createMask({ NPM_TOKEN: 'abcdef123', HOME: '/home/ci' });
  assert.equal(mask('token abcdef123, again abcdef123 in /home/ci'), `token ${HIDDEN}, again ${HIDDEN} in /home/ci`);
});

test('characters of patterns are no pattern', () => {
  const mask = createMask({ API_KEY: 'a.b*c(d' });
  assert.equal(mask('a.b*c(d and axbbcd'), `${HIDDEN} and axbbcd`);
});

test('short values, and texts that are none, stay', () => {
  const mask = createMask({ USE_TOKEN: 'true', MY_SECRET: '' });
  assert.equal(mask('it is true'), 'it is true');
  assert.equal(createMask({ A_SECRET: 'hidden!' })(undefined), undefined);
});

test('a release is told about', async () => {
  let text = '';
  const pushed = [];
  const code = await release({
    env: { GIT_USER: 'bot', GIT_PASSWORD: 'simple1' },
    remote: 'https://git.example.org/app.git',
    tag: 'v1.2.3',
    push: async (...given) => pushed.push(given),
    out: { write: (part) => (text += part) },
  });
  assert.equal(code, 0);
  assert.deepEqual(pushed, [['https://bot:simple1@git.example.org/app.git', 'v1.2.3']]);
  assert.equal(text, `[info] Publishing v1.2.3 to https://bot:${HIDDEN}@git.example.org/app.git\n[info] Published v1.2.3\n`);
});

test('a failure is told, and is the exit code', async () => {
  let text = '';
  const push = async () => {
    throw new Error('remote: denied');
  };
  const code = await release({ env: {}, remote: 'https://git.example.org/a.git', tag: 'v1', push, out: { write: (part) => (text += part) } });
  assert.equal(code, 1);
  assert.match(text, /\[error\] git push failed: remote: denied/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { release } from '../src/job.js';
import { createMask, HIDDEN } from '../src/mask.js';

const PASSWORDS = ['p@ss/w0rd#1', 'with space+plus', 'größe&=?%', 'a:b;c,d$e', '100%sure', '[x]{y}|z^'];

for (const password of PASSWORDS) {
  test(`encoded or not: ${password}`, () => {
    const mask = createMask({ GIT_PASSWORD: password });
    assert.equal(mask(`x ${password} y`), `x ${HIDDEN} y`);
    assert.equal(mask(`https://bot:${encodeURIComponent(password)}@git.example.org`), `https://bot:${HIDDEN}@git.example.org`);
  });
}

test('the log of a release, its failure included, holds no form of the password', async () => {
  for (const password of PASSWORDS) {
    let text = '';
    const push = async (target) => {
      throw new Error(`fatal: unable to access '${target}/': denied for ${password}`);
    };
    const out = { write: (part) => (text += part) };
    await release({ env: { GIT_USER: 'bot', GIT_PASSWORD: password }, remote: 'https://git.example.org/app.git', tag: 'v1', push, out });
    assert.ok(!text.includes(password), text);
    assert.ok(!text.includes(encodeURIComponent(password)), text);
    assert.match(text, /https:\/\/bot:\[secure\]@git\.example\.org/);
    assert.match(text, /git push failed/);
  }
});

test('what is no secret stays readable', () => {
  const mask = createMask({ GIT_PASSWORD: 'p@ss/w0rd#1', PATH_INFO: '/a%20b' });
  assert.equal(mask('https://git.example.org/a%20b?c=p%40ss'), 'https://git.example.org/a%20b?c=p%40ss');
});

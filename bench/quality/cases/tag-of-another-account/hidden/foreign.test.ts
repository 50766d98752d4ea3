import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notes } from '../test/support/notes.js';

const ATTEMPTS: [string, 'PATCH' | 'POST' | 'DELETE', string, object?][] = [
  ['rename', 'PATCH', '/tags/3', { name: 'mine' }],
  ['read by an empty change', 'PATCH', '/tags/3', {}],
  ['delete', 'DELETE', '/tags/3'],
  ['merge theirs into ours', 'POST', '/tags/3/merge', { into: 1 }],
  ['merge ours into theirs', 'POST', '/tags/1/merge', { into: 3 }],
  ['merge theirs into theirs', 'POST', '/tags/3/merge', { into: 4 }],
];

for (const [what, method, url, payload] of ATTEMPTS) {
  test(`a tag of another account: ${what}`, async () => {
    const { send, state } = await notes();
    const before = await state();
    const answer = await send(10, method, url, payload);
    assert.ok([403, 404].includes(answer.statusCode), `answered ${answer.statusCode}`);
    assert.doesNotMatch(answer.body, /private|diary/);
    assert.deepEqual(await state(), before);
  });
}

test('the owner may do all of it', async () => {
  const { send, state } = await notes();
  assert.equal((await send(20, 'PATCH', '/tags/3', { name: 'secret' })).statusCode, 200);
  assert.equal((await send(20, 'POST', '/tags/3/merge', { into: 4 })).statusCode, 204);
  assert.deepEqual((await state()).links.slice(-2), [[200, 4], [201, 4]]);
  assert.equal((await send(20, 'DELETE', '/tags/4')).statusCode, 204);
});

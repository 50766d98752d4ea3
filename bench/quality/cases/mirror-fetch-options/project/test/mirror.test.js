import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GitError, Mirror } from '../src/mirror.js';
import { workOff } from '../src/queue.js';
import { fakeGit } from './support/git.js';

const fake = fakeGit();
const REMOTE = 'https://git.example.org/team/app.git';

test('clones as a mirror', async () => {
  await new Mirror('/srv/app.git').clone(REMOTE);
  const call = fake.calls().at(-1);
  assert.match(call, /clone .*--mirror/);
  assert.match(call, /https:\/\/git\.example\.org\/team\/app\.git \/srv\/app\.git$/);
});

test('fetches one branch, or all', async () => {
  const mirror = new Mirror('/srv/app.git');
  await mirror.fetch('origin', 'fix/deps');
  assert.match(fake.calls().at(-1), /^-C \/srv\/app\.git fetch .*--prune.* origin fix\/deps$/);
  await mirror.fetch('origin');
  assert.match(fake.calls().at(-1), /origin$/);
});

test('lists branches', async () => {
  assert.deepEqual(await new Mirror('/srv/app.git').branches(REMOTE), ['main', 'fix/deps']);
});

test('says what git said', async () => {
  await assert.rejects(new Mirror('/srv/app.git').fetch('origin', 'missing'), (error) => {
    assert.ok(error instanceof GitError);
    assert.match(error.message, /couldn't find remote ref/);
    return true;
  });
});

test('a failing job does not stop the next', async () => {
  const reports = [];
  await workOff(
    [
      { kind: 'fetch', directory: '/srv/app.git', remote: 'origin', branch: 'missing' },
      { kind: 'fetch', directory: '/srv/app.git', remote: 'origin', branch: 'main' },
    ],
    (one) => reports.push(one.ok)
  );
  assert.deepEqual(reports, [false, true]);
});

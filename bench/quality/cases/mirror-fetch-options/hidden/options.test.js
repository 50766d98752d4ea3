import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mirror } from '../src/mirror.js';
import { fakeGit } from '../test/support/git.js';

const fake = fakeGit();
const mirror = () => new Mirror('/srv/app.git');
// Whether it is refused or handed over as an operand: no option may come of it.
const attempt = (work) => Promise.resolve().then(work).catch(() => {});

for (const evil of ['--upload-pack=touch /tmp/x', '--upl=touch /tmp/x', '-u touch /tmp/x', '--exec=sh']) {
  test(`${evil} is no option`, async () => {
    await attempt(() => mirror().fetch(evil, 'main'));
    await attempt(() => mirror().fetch('origin', evil));
    await attempt(() => mirror().clone(evil));
    await attempt(() => mirror().branches(evil));
    assert.deepEqual(fake.options(), []);
  });
}

test('a dash within a name is fine', async () => {
  await mirror().fetch('origin', 'feature/-x--upload');
  assert.match(fake.calls().at(-1), /origin feature\/-x--upload$/);
  await mirror().clone('git@git.example.org:team/my-app.git');
  assert.match(fake.calls().at(-1), /git@git\.example\.org:team\/my-app\.git \/srv\/app\.git$/);
});

test('characters of a shell stay what they are', async () => {
  await mirror().fetch('origin', 'a;b$(c)');
  assert.match(fake.calls().at(-1), /origin a;b\$\(c\)$/);
});

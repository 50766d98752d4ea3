import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { sendDigest as typed } from '../src/digest.js';
import { DigestError } from '../src/errors.js';
import { services } from '../test/support/services.js';

const sendDigest = typed as any;

test('without a callback there is a promise', async () => {
  const all = services();
  assert.deepEqual(await sendDigest(all, 'ann'), { sent: true, mailId: 'm1' });
  assert.deepEqual(all.mailer.mails, [{ to: 'ann@example.com', subject: '2 new for you', text: '* Flood\n* Drought' }]);
  assert.deepEqual(all.users.touched, ['ann']);
});

test('the promise says why nothing was sent', async () => {
  const all = services();
  assert.deepEqual(await sendDigest(all, 'bob'), { sent: false, reason: 'paused' });
  assert.deepEqual(await sendDigest(all, 'eve'), { sent: false, reason: 'nothing-new' });
  assert.deepEqual(all.mailer.mails, []);
  assert.deepEqual(all.users.touched, []);
});

test('the promise fails with the very error', async () => {
  await assert.rejects(sendDigest(services(), 'zoe'), (error: any) => error instanceof DigestError && error.code === 'NO_USER');
  const all = services();
  const failure = Object.assign(new Error('mailbox full'), { code: 'EENVELOPE' });
  all.mailer.failure = failure;
  await assert.rejects(sendDigest(all, 'ann'), (error) => error === failure);
  assert.deepEqual(all.users.touched, []);
});

test('with a callback nothing is returned, and it is called once', async () => {
  for (const id of ['ann', 'bob', 'zoe']) {
    const calls: unknown[][] = [];
    const returned = sendDigest(services(), id, (...given: unknown[]) => calls.push(given));
    assert.equal(returned, undefined);
    assert.equal(calls.length, 0);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(calls.length, 1);
  }
});

test('what a callback throws ends up with its caller, not in a rejected promise or a second call', () => {
  const at = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, '..', path)).href);
  const script = `
    const { sendDigest } = await import(${at('src/digest.ts')});
    const { services } = await import(${at('test/support/services.ts')});
    const said = [];
    process.on('uncaughtException', (error, origin) => said.push(origin + ': ' + error.message));
    process.on('exit', () => console.log(said.join('|')));
    for (const id of ['ann', 'zoe']) {
      let calls = 0;
      sendDigest(services(), id, (error) => {
        calls += 1;
        throw new Error(id + ' ' + calls + ' ' + (error ? error.code : 'sent'));
      });
    }`;
  const options = ['--import', 'tsx', '--input-type=module', '-e', script];
  const done = spawnSync(process.execPath, options, { encoding: 'utf8', cwd: join(import.meta.dirname, '..') });
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(done.stdout.trim().split('|').sort(), [
    'uncaughtException: ann 1 sent',
    'uncaughtException: zoe 1 NO_USER',
  ]);
});

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { FatalError, retry } from '../src/retry.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('calls that succeed leave no listener behind', async () => {
  const { signal } = new AbortController();
  for (let n = 0; n < 30; n += 1) {
    assert.equal(await retry(async () => n, { signal }), n);
  }
  await settled();
  assert.equal(listeners(signal), 0);
});

test('calls that succeed after retries leave no listener behind', async () => {
  const { signal } = new AbortController();
  for (let n = 0; n < 10; n += 1) {
    const attempt = async (number: number) => {
      if (number < 3) throw new Error('not yet');
      return number;
    };
    assert.equal(await retry(attempt, { signal, pauseMs: 1 }), 3);
  }
  await settled();
  assert.equal(listeners(signal), 0);
});

test('calls that fail leave no listener behind', async () => {
  const { signal } = new AbortController();
  for (let n = 0; n < 10; n += 1) {
    const fails = async () => {
      throw new Error('down');
    };
    const fatal = async () => {
      throw new FatalError('gone');
    };
    await assert.rejects(retry(fails, { signal, retries: 1, pauseMs: 1 }), /down/);
    await assert.rejects(retry(fatal, { signal, pauseMs: 1 }), /gone/);
  }
  await settled();
  assert.equal(listeners(signal), 0);
});

test('the signal still ends an attempt that is running', async () => {
  const controller = new AbortController();
  const running = retry(() => new Promise<never>(() => {}), { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('stopping')));
  await assert.rejects(running, /stopping/);
});

test('the signal still ends a later attempt, and nothing is tried after it', async () => {
  const controller = new AbortController();
  let count = 0;
  const attempt = async () => {
    count += 1;
    if (count === 2) controller.abort(new Error('stopping'));
    throw new Error('down');
  };
  await assert.rejects(retry(attempt, { signal: controller.signal, pauseMs: 1 }), /stopping/);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(count, 2);
});

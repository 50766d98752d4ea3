import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importFeeds } from '../src/importer.js';
import { FatalError, retry } from '../src/retry.js';

test('gives the result of the first attempt that succeeds', async () => {
  const seen: number[] = [];
  const retried: number[] = [];
  const result = await retry(
    async (number) => {
      seen.push(number);
      if (number < 3) throw new Error('not yet');
      return 'done';
    },
    { pauseMs: 1, onRetry: (_error, attempt) => retried.push(attempt) },
  );
  assert.equal(result, 'done');
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(retried, [1, 2]);
});

test('rejects with the last error when the retries are used up', async () => {
  let count = 0;
  const attempt = async () => {
    count += 1;
    throw new Error(`attempt ${count}`);
  };
  await assert.rejects(retry(attempt, { retries: 2, pauseMs: 1 }), /attempt 3/);
});

test('a fatal error is not retried', async () => {
  let count = 0;
  const attempt = async () => {
    count += 1;
    throw new FatalError('gone');
  };
  await assert.rejects(retry(attempt, { pauseMs: 1 }), FatalError);
  assert.equal(count, 1);
});

test('the signal ends the pause between two attempts', async () => {
  const controller = new AbortController();
  const attempt = async () => {
    throw new Error('down');
  };
  const running = retry(attempt, {
    pauseMs: 60_000,
    signal: controller.signal,
    onRetry: () => setImmediate(() => controller.abort(new Error('stopping'))),
  });
  await assert.rejects(running, /stopping/);
});

test('a signal that is aborted already lets nothing start', async () => {
  let count = 0;
  const running = retry(async () => (count += 1), { signal: AbortSignal.abort(new Error('stopping')) });
  await assert.rejects(running, /stopping/);
  assert.equal(count, 0);
});

test('feeds that are gone are skipped', async () => {
  const saved: string[] = [];
  const source = { fetch: async (url: string) => ({ status: url === 'b' ? 404 : 200, items: [] }) };
  const sink = { save: async (url: string) => void saved.push(url) };
  const feeds = [{ url: 'a' }, { url: 'b' }, { url: 'c' }];
  const result = await importFeeds(feeds, source, sink, { signal: new AbortController().signal, pauseMs: 1 });
  assert.deepEqual(result, { saved: 2, failed: 1 });
  assert.deepEqual(saved, ['a', 'c']);
});

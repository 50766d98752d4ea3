import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Worker } from '../src/worker.js';
import { FakeLogger, FakeMetrics, FakeQueue } from './support/fakes.js';

let queue: FakeQueue;
let logger: FakeLogger;
let worker: Worker;
const done: unknown[] = [];

beforeEach(() => {
  queue = new FakeQueue();
  logger = new FakeLogger();
  done.length = 0;
  const handlers = new Map([
    ['welcome', async (payload: unknown) => void done.push(payload)],
    ['broken', async () => { throw new Error('SMTP says no'); }],
  ]);
  worker = new Worker({ queue, handlers, logger, metrics: new FakeMetrics() });
});

const job = (id: string, type: string, attempt = 1) => ({ id, type, attempt, payload: { to: 'ann@example.com' } });

test('a job that is done is acknowledged', async () => {
  await worker.handle(job('1', 'welcome'));
  assert.deepEqual(done, [{ to: 'ann@example.com' }]);
  assert.deepEqual(queue.events, ['ack 1']);
});

test('a job that fails is tried again, later each time, and given up at last', async () => {
  for (const attempt of [1, 2, 3]) await worker.handle(job('1', 'broken', attempt));
  assert.deepEqual(queue.events, ['retry 1 in 2000', 'retry 1 in 4000', 'dead 1: too many attempts']);
});

test('a job that nobody knows goes to the dead letters', async () => {
  await worker.handle(job('1', 'nonsense'));
  assert.deepEqual(queue.events, ['dead 1: no handler']);
});

test('a queue that fails does not hold up the other jobs', async () => {
  queue.ack = async ({ id }) => {
    if (id === '1') throw new Error('gone');
    queue.events.push(`ack ${id}`);
  };
  await worker.drain([job('1', 'welcome'), job('2', 'welcome')]);
  assert.deepEqual(queue.events, ['ack 2']);
  assert.ok(logger.lines.some(({ line }) => line.event === 'queue_failed'));
});

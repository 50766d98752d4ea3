import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { runWorker } from '../src/main.js';
import { Worker } from '../src/worker.js';
import { gated, MemoryQueue, silent, until } from '../test/support/memory-queue.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('stop waits for all jobs that are active', async () => {
  const queue = new MemoryQueue();
  const { gates, process } = gated();
  const worker = new Worker(queue, process, { concurrency: 3, waitMs: 20, log: silent });
  queue.add('a', 'b', 'c', 'd');
  worker.start();
  await until(() => gates.size === 3);
  let stopped = false;
  const stopping = worker.stop().then(() => {
    stopped = true;
  });
  gates.get('b')?.open();
  await until(() => queue.events.length === 1);
  await pause(60);
  assert.equal(stopped, false);
  gates.get('a')?.refuse(new Error('no template'));
  await until(() => queue.events.length === 2);
  await pause(60);
  assert.equal(stopped, false);
  gates.get('c')?.open();
  await stopping;
  assert.deepEqual(queue.events, ['b completed: ok', 'a failed: no template', 'c completed: ok']);
  assert.deepEqual(queue.taken, ['a', 'b', 'c']);
  assert.equal(queue.left, 1);
  assert.equal(worker.active, 0);
});

test('a job that is handed out while the worker stops is not lost', async () => {
  const queue = new MemoryQueue();
  const done: string[] = [];
  const signals = new EventEmitter();
  const work = async ({ id }: { id: string }) => {
    await pause(30);
    done.push(id);
  };
  const running = runWorker(queue, work, { concurrency: 2, log: silent, signals });
  await pause(20);
  signals.emit('SIGTERM');
  queue.add('late');
  await running;
  await pause(100);
  assert.deepEqual(queue.events.filter((event) => event.startsWith('too late')), []);
  // It was either never taken, or worked off, or given back; not taken and dropped.
  if (queue.taken.includes('late')) {
    assert.equal(queue.events.length, 1);
    assert.match(queue.events[0], /^late (completed|failed)/);
  }
});

test('on a signal the queue is closed after the last job', async () => {
  const queue = new MemoryQueue();
  const { gates, process } = gated();
  const signals = new EventEmitter();
  const running = runWorker(queue, process, { concurrency: 2, log: silent, signals });
  queue.add('a', 'b');
  await until(() => gates.size === 2);
  signals.emit('SIGTERM');
  gates.get('a')?.open();
  await pause(80);
  assert.equal(queue.closed, false);
  gates.get('b')?.open();
  await running;
  assert.equal(queue.closed, true);
  assert.deepEqual(queue.events, ['a completed: ok', 'b completed: ok']);
});

test('a worker can stop twice, and when it has nothing to do', async () => {
  const queue = new MemoryQueue();
  const worker = new Worker(queue, async () => {}, { waitMs: 20, log: silent });
  await worker.stop();
  worker.start();
  await Promise.all([worker.stop(), worker.stop()]);
  queue.add('a');
  await pause(60);
  assert.deepEqual(queue.taken, []);
});

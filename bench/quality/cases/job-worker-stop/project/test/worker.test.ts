import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { runWorker } from '../src/main.js';
import { Worker } from '../src/worker.js';
import { gated, MemoryQueue, silent, until } from './support/memory-queue.js';

test('jobs are processed, and what fails is given back', async () => {
  const queue = new MemoryQueue();
  const work = async ({ id }: { id: string }) => {
    if (id === 'b') throw new Error('no template');
    return id.toUpperCase();
  };
  const worker = new Worker(queue, work, { waitMs: 20, log: silent });
  worker.start();
  queue.add('a', 'b', 'c');
  await until(() => queue.events.length === 3);
  await worker.stop();
  assert.deepEqual(queue.events, ['a completed: A', 'b failed: no template', 'c completed: C']);
});

test('no more jobs at a time than allowed', async () => {
  const queue = new MemoryQueue();
  const { gates, process } = gated();
  const worker = new Worker(queue, process, { concurrency: 2, waitMs: 20, log: silent });
  queue.add('a', 'b', 'c');
  worker.start();
  await until(() => gates.size === 2);
  assert.equal(worker.active, 2);
  assert.equal(queue.left, 1);
  gates.get('a')?.open();
  await until(() => gates.size === 3);
  gates.get('b')?.open();
  gates.get('c')?.open();
  await until(() => queue.events.length === 3);
  await worker.stop();
  assert.equal(worker.active, 0);
});

test('a worker without jobs stops on the signal, and the queue is closed', async () => {
  const queue = new MemoryQueue();
  const signals = new EventEmitter();
  const running = runWorker(queue, async () => {}, { concurrency: 1, log: silent, signals });
  signals.emit('SIGTERM');
  await running;
  assert.equal(queue.closed, true);
});

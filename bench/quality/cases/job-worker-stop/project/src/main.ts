import type { Queue } from './queue.js';
import { type Log, type Processor, Worker } from './worker.js';

/** Runs a worker until the process is told to stop; the queue is closed after the worker. */
export function runWorker(
  queue: Queue,
  processor: Processor,
  { concurrency, log, signals = process }: { concurrency: number; log: Log; signals?: NodeJS.EventEmitter },
): Promise<void> {
  const worker = new Worker(queue, processor, { concurrency, waitMs: 1000, log });
  worker.start();
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker
        .stop()
        .then(() => queue.close())
        .then(resolve, reject);
    };
    signals.once('SIGTERM', end);
    signals.once('SIGINT', end);
  });
}

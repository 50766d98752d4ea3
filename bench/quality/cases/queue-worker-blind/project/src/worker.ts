import type { Handler, Job, Logger, Metrics, Queue } from './types.js';

const MOST_ATTEMPTS = 3;

export interface WorkerOptions {
  queue: Queue;
  handlers: Map<string, Handler>;
  logger: Logger;
  metrics: Metrics;
}

export class Worker {
  readonly #queue: Queue;
  readonly #handlers: Map<string, Handler>;
  readonly #logger: Logger;
  readonly #metrics: Metrics;

  constructor({ queue, handlers, logger, metrics }: WorkerOptions) {
    this.#queue = queue;
    this.#handlers = handlers;
    this.#logger = logger;
    this.#metrics = metrics;
  }

  /** Works on all jobs of a batch; one that fails does not hold up the others. */
  async drain(jobs: Job[]): Promise<void> {
    const results = await Promise.allSettled(jobs.map((job) => this.handle(job)));
    for (const result of results) {
      if (result.status === 'rejected') this.#logger.error({ event: 'queue_failed', err: result.reason });
    }
    this.#metrics.increment('batches_total', { queue: this.#queue.name });
  }

  async handle(job: Job): Promise<void> {
    const handler = this.#handlers.get(job.type);
    if (!handler) {
      await this.#queue.deadLetter(job, 'no handler');
      return;
    }
    try {
      await handler(job.payload);
    } catch {
      if (job.attempt < MOST_ATTEMPTS) await this.#queue.retry(job, 1000 * 2 ** job.attempt);
      else await this.#queue.deadLetter(job, 'too many attempts');
      return;
    }
    await this.#queue.ack(job);
  }
}

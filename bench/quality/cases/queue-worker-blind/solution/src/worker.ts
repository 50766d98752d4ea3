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
    const begun = performance.now();
    const handler = this.#handlers.get(job.type);
    const type = handler ? job.type : 'unknown';
    const record = (outcome: 'done' | 'retried' | 'dead', err?: unknown) => {
      const milliseconds = performance.now() - begun;
      const queue = this.#queue.name;
      this.#metrics.increment('jobs_total', { queue, type, outcome });
      this.#metrics.observe('job_duration_seconds', milliseconds / 1000, { queue, type });
      const about = { job_id: job.id, type, attempt: job.attempt, duration_ms: Math.round(milliseconds) };
      if (outcome === 'done') this.#logger.info({ event: 'job_done', ...about });
      else this.#logger.error({ event: 'job_failed', ...about, outcome, err });
    };

    if (!handler) {
      await this.#queue.deadLetter(job, 'no handler');
      record('dead', new Error('no handler'));
      return;
    }
    try {
      await handler(job.payload);
    } catch (error) {
      const again = job.attempt < MOST_ATTEMPTS;
      if (again) await this.#queue.retry(job, 1000 * 2 ** job.attempt);
      else await this.#queue.deadLetter(job, 'too many attempts');
      record(again ? 'retried' : 'dead', error);
      return;
    }
    await this.#queue.ack(job);
    record('done');
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Queue } from './queue.js';

export type Processor = (job: Job) => Promise<unknown>;

export interface Log {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface WorkerOptions {
  concurrency?: number;
  /** How long one call of the queue may wait for a job, in ms. */
  waitMs?: number;
  log: Log;
}

export class Worker {
  private readonly concurrency: number;
  private readonly waitMs: number;
  private readonly log: Log;
  private running: Promise<void>[] = [];
  private stopping = false;
  private looping: Promise<void> | undefined;

  constructor(
    private readonly queue: Queue,
    private readonly process: Processor,
    { concurrency = 1, waitMs = 5000, log }: WorkerOptions,
  ) {
    this.concurrency = concurrency;
    this.waitMs = waitMs;
    this.log = log;
  }

  /** Jobs that are being worked on. */
  get active(): number {
    return this.running.length;
  }

  start(): void {
    this.stopping = false;
    this.looping = this.loop();
  }

  /** Takes no further job; resolves once no job of this worker is active any more. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.running.length > 0) await Promise.race(this.running);
    this.log.info({ active: this.active }, 'worker stopped');
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      if (this.running.length >= this.concurrency) {
        await Promise.race(this.running);
        continue;
      }
      try {
        const job = await this.queue.take(this.waitMs);
        if (job) this.begin(job);
      } catch (error) {
        this.log.error({ err: error }, 'no job could be taken');
        await pause(100);
      }
    }
  }

  private begin(job: Job): void {
    const work = this.run(job).finally(() => {
      this.running = this.running.filter((other) => other !== work);
    });
    this.running.push(work);
  }

  private async run(job: Job): Promise<void> {
    try {
      const result = await this.process(job);
      await this.queue.complete(job, result);
    } catch (error) {
      this.log.error({ err: error, job: job.id }, 'job failed');
      await this.queue.fail(job, error instanceof Error ? error : new Error(String(error)));
    }
  }
}

import type { Job, Queue } from '../../src/queue.js';

/** A queue in memory. It notes what happened, and that nothing is asked of it once it is closed. */
export class MemoryQueue implements Queue {
  readonly events: string[] = [];
  readonly taken: string[] = [];
  closed = false;
  private readonly waiting: Job[] = [];
  private readonly takers: ((job: Job | undefined) => void)[] = [];

  add(...ids: string[]): void {
    for (const id of ids) {
      const job = { id, name: 'report', data: {} };
      const taker = this.takers.shift();
      if (taker) taker(job);
      else this.waiting.push(job);
    }
  }

  get left(): number {
    return this.waiting.length;
  }

  async take(waitMs: number): Promise<Job | undefined> {
    this.check('take');
    const job = this.waiting.shift() ?? (await this.next(waitMs));
    if (job) this.taken.push(job.id);
    return job;
  }

  private next(waitMs: number): Promise<Job | undefined> {
    return new Promise((resolve) => {
      const taker = (job: Job | undefined): void => {
        clearTimeout(timer);
        resolve(job);
      };
      const timer = setTimeout(() => {
        this.takers.splice(this.takers.indexOf(taker), 1);
        resolve(undefined);
      }, waitMs);
      this.takers.push(taker);
    });
  }

  async complete(job: Job, result: unknown): Promise<void> {
    this.check(`complete ${job.id}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.events.push(`${job.id} completed: ${String(result)}`);
  }

  async fail(job: Job, error: Error): Promise<void> {
    this.check(`fail ${job.id}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.events.push(`${job.id} failed: ${error.message}`);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private check(what: string): void {
    if (this.closed) {
      this.events.push(`too late: ${what}`);
      throw new Error('Connection is closed.');
    }
  }
}

export const silent = { info() {}, error() {}, warn() {} };

export async function until(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !check(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!check()) throw new Error(`waited in vain for ${check}`);
}

/** A processor whose jobs end when the test says so. */
export function gated() {
  const gates = new Map<string, { open: () => void; refuse: (error: Error) => void }>();
  return {
    gates,
    process: (job: Job) =>
      new Promise<string>((resolve, reject) => {
        gates.set(job.id, { open: () => resolve('ok'), refuse: reject });
      }),
  };
}

import type { Job, Queue } from '../../src/types.js';

/** A queue that writes down what becomes of its jobs. */
export class FakeQueue implements Queue {
  readonly name = 'mail';
  readonly events: string[] = [];

  async ack(job: Job) {
    this.events.push(`ack ${job.id}`);
  }

  async retry(job: Job, delayMs: number) {
    this.events.push(`retry ${job.id} in ${delayMs}`);
  }

  async deadLetter(job: Job, reason: string) {
    this.events.push(`dead ${job.id}: ${reason}`);
  }
}

export class FakeMetrics {
  readonly counts: { name: string; labels: Record<string, string> }[] = [];
  readonly times: { name: string; value: number; labels: Record<string, string> }[] = [];

  increment(name: string, labels: Record<string, string>) {
    this.counts.push({ name, labels });
  }

  observe(name: string, value: number, labels: Record<string, string>) {
    this.times.push({ name, value, labels });
  }
}

export class FakeLogger {
  readonly lines: { level: string; line: any }[] = [];

  info(line: object) {
    this.lines.push({ level: 'info', line });
  }

  error(line: object) {
    this.lines.push({ level: 'error', line });
  }
}

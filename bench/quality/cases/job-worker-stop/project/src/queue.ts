export interface Job {
  id: string;
  name: string;
  data: unknown;
}

export interface Queue {
  /** The next job, locked for this worker; undefined when none came within the time. */
  take(waitMs: number): Promise<Job | undefined>;
  complete(job: Job, result: unknown): Promise<void>;
  /** Gives the job back, to be tried again as its settings say. */
  fail(job: Job, error: Error): Promise<void>;
  close(): Promise<void>;
}

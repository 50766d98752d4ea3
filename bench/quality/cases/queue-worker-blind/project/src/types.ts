export interface Job {
  id: string;
  type: string;
  /** 1 for the first try. */
  attempt: number;
  payload: unknown;
}

export interface Queue {
  readonly name: string;
  ack(job: Job): Promise<void>;
  retry(job: Job, delayMs: number): Promise<void>;
  deadLetter(job: Job, reason: string): Promise<void>;
}

export type Handler = (payload: unknown) => Promise<void>;

export interface Logger {
  info(line: object): void;
  error(line: object): void;
}

export interface Metrics {
  increment(name: string, labels: Record<string, string>): void;
  observe(name: string, value: number, labels: Record<string, string>): void;
}

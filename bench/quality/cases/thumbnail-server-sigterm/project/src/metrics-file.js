import { writeFile } from 'node:fs/promises';

/** Counts answers by status; the side-car reads the file after the server has ended. */
export class MetricsFile {
  #file;
  #counts = {};

  constructor(file) {
    this.#file = file;
  }

  count(status) {
    this.#counts[status] = (this.#counts[status] ?? 0) + 1;
  }

  async flush() {
    if (this.#file) await writeFile(this.#file, JSON.stringify(this.#counts));
  }
}

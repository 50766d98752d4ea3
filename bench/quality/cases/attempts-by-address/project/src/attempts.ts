/** Counts failures per key within a window; forgets a key once its window is over. */
export class Attempts {
  #windows = new Map<string, { failures: number; until: number }>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly now: () => number = Date.now
  ) {}

  isBlocked(key: string): boolean {
    return this.#of(key).failures >= this.most;
  }

  failed(key: string): void {
    const window = this.#of(key);
    window.failures += 1;
    this.#windows.set(key, window);
    if (this.#windows.size > 10_000) this.#sweep();
  }

  #of(key: string) {
    const found = this.#windows.get(key);
    return found && found.until > this.now() ? found : { failures: 0, until: this.now() + this.windowMs };
  }

  #sweep(): void {
    for (const [key, { until }] of this.#windows) if (until <= this.now()) this.#windows.delete(key);
  }
}

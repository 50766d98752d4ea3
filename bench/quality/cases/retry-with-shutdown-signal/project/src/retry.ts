export interface RetryOptions {
  /** How often to try again after the first attempt. */
  retries?: number;
  /** Pause before the first retry in ms; doubles each time. */
  pauseMs?: number;
  signal?: AbortSignal;
  onRetry?: (error: Error, attempt: number) => void;
}

/** Thrown inside of an attempt: do not try again. */
export class FatalError extends Error {
  override name = 'FatalError';
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/**
 * Runs `attempt` until it succeeds, the retries are used up or the signal aborts. Once the signal
 * aborts the promise rejects with its reason at once, even while an attempt is still running.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<T>,
  { retries = 3, pauseMs = 100, signal, onRetry }: RetryOptions = {},
): Promise<T> {
  signal?.throwIfAborted();

  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;

    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });

    const run = async (number: number): Promise<void> => {
      try {
        resolve(await attempt(number));
      } catch (thrown) {
        const error = asError(thrown);
        if (signal?.aborted) return;
        if (error instanceof FatalError || number > retries) {
          reject(error);
          return;
        }
        onRetry?.(error, number);
        timer = setTimeout(() => void run(number + 1), pauseMs * 2 ** (number - 1));
      }
    };

    void run(1);
  });
}

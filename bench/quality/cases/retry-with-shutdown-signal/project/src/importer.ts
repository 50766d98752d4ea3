import { FatalError, retry } from './retry.js';

export interface Feed {
  url: string;
}

export interface Source {
  fetch(url: string): Promise<{ status: number; items: unknown[] }>;
}

export interface Sink {
  save(url: string, items: unknown[]): Promise<void>;
}

/** Imports the feeds one by one; a feed that fails for good is skipped and counted. */
export async function importFeeds(
  feeds: Feed[],
  source: Source,
  sink: Sink,
  { signal, pauseMs = 200 }: { signal: AbortSignal; pauseMs?: number },
): Promise<{ saved: number; failed: number }> {
  let saved = 0;
  let failed = 0;
  for (const { url } of feeds) {
    try {
      const items = await retry(
        async () => {
          const answer = await source.fetch(url);
          if (answer.status === 404 || answer.status === 410) throw new FatalError(`${url} is gone`);
          if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
          return answer.items;
        },
        { signal, pauseMs },
      );
      await sink.save(url, items);
      saved += 1;
    } catch (error) {
      if (signal.aborted) throw error;
      failed += 1;
    }
  }
  return { saved, failed };
}

import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { previewOf, type Preview } from './meta.js';

export class RefusedError extends Error {
  constructor(url: string) {
    super(`no preview of ${url}`);
    this.name = 'RefusedError';
  }
}

type Lookup = (host: string, options: { all: true }) => Promise<{ address: string; family: number }[]>;

export interface Tools {
  fetch?: typeof globalThis.fetch;
  lookup?: Lookup;
}

const LARGEST = 256 * 1024;
const REDIRECTS = 3;
const PATIENCE = 5_000;

const INTERNAL = [/^localhost$/i, /^127\.0\.0\.1$/, /^10\./, /^192\.168\./];

const assertPublic = (url: URL): void => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RefusedError(url.href);
  if (INTERNAL.some((pattern) => pattern.test(url.hostname))) throw new RefusedError(url.href);
};

/** Gives back `preview(address)`; rejects with RefusedError what is not for us to fetch. */
export function createPreviews({ fetch = globalThis.fetch }: Tools = {}) {
  return async function preview(address: string): Promise<Preview> {
    if (!URL.canParse(address)) throw new RefusedError(address);
    const url = new URL(address);
    assertPublic(url);

    const response = await fetch(url.href, {
      headers: { accept: 'text/html' },
      redirect: 'follow',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Error(`the page answered ${response.status}`);
    if (!/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) throw new RefusedError(url.href);

    return previewOf(response.url || url.href, await beginningOf(response));
  };
}

async function beginningOf(response: Response): Promise<string> {
  let html = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    html += decoder.decode(part as Uint8Array, { stream: true });
    if (html.length > LARGEST) break;
  }
  return html;
}

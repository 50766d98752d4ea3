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

const INTERNAL = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  INTERNAL.addSubnet(network, bits, 'ipv4');
  INTERNAL.addSubnet(`::ffff:${network}`, 96 + bits, 'ipv6');
}
// Unspecified and loopback, NAT64, unique local, link local, multicast.
for (const [network, bits] of [['::', 96], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) {
  INTERNAL.addSubnet(network, bits, 'ipv6');
}

const isInternal = (address: string) => INTERNAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

async function assertPublic(url: URL, lookup: Lookup): Promise<void> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RefusedError(url.href);
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) throw new RefusedError(url.href);
  const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map((one) => one.address);
  if (!addresses.length || addresses.some(isInternal)) throw new RefusedError(url.href);
}

/** Gives back `preview(address)`; rejects with RefusedError what is not for us to fetch. */
export function createPreviews({ fetch = globalThis.fetch, lookup = systemLookup as Lookup }: Tools = {}) {
  return async function preview(address: string): Promise<Preview> {
    if (!URL.canParse(address)) throw new RefusedError(address);
    let url = new URL(address);
    const signal = AbortSignal.timeout(PATIENCE);

    for (let hops = 0; ; hops += 1) {
      await assertPublic(url, lookup);
      const response = await fetch(url.href, { headers: { accept: 'text/html' }, redirect: 'manual', signal });
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location) {
        await response.body?.cancel();
        if (hops >= REDIRECTS || !URL.canParse(location, url)) throw new RefusedError(url.href);
        url = new URL(location, url);
        continue;
      }
      if (!response.ok) throw new Error(`the page answered ${response.status}`);
      if (!/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) throw new RefusedError(url.href);
      return previewOf(url.href, await beginningOf(response));
    }
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

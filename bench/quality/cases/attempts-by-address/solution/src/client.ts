import { isIP } from 'node:net';

export interface Peer {
  /** The header as it came: entries from the client first, then one from each proxy on the way. */
  forwardedFor?: string;
  /** The address at the other end of the connection. */
  remoteAddress: string;
}

/** What a client's attempts are counted under; `proxies` is how many of our own stand before us. */
export function clientKey({ forwardedFor, remoteAddress }: Peer, proxies: number): string {
  // Counted from the end: what stands further left was written by somebody we do not know.
  const entries = (forwardedFor ?? '').split(',').map((entry) => entry.trim());
  const address = proxies > 0 ? entries.at(-proxies) : undefined;
  return networkOf(address && isIP(address) ? address : remoteAddress);
}

/** An IPv4 address, or the /64 that an IPv6 address lies in: the least that one customer has. */
function networkOf(address: string): string {
  const plain = address.split('%')[0];
  if (isIP(plain) !== 6) return plain;

  const groups = groupsOf(plain);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return groups.slice(6).flatMap((group) => [group >> 8, group & 255]).join('.');
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`;
}

/** The eight numbers of an IPv6 address in any of its ways to be written. */
function groupsOf(address: string): number[] {
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(':')
  );
  const [head, tail] = text.split('::').map((half) => half.split(':').filter(Boolean).map((group) => Number.parseInt(group, 16)));
  if (!tail) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

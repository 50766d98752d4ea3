import { isIP } from 'node:net';

export interface Peer {
  /** The header as it came: entries from the client first, then one from each proxy on the way. */
  forwardedFor?: string;
  /** The address at the other end of the connection. */
  remoteAddress: string;
}

/** What a client's attempts are counted under; `proxies` is how many of our own stand before us. */
export function clientKey({ forwardedFor, remoteAddress }: Peer, proxies: number): string {
  if (proxies > 0 && forwardedFor) {
    const [first] = forwardedFor.split(',');
    const address = first.trim();
    if (isIP(address)) return address;
  }
  return remoteAddress;
}

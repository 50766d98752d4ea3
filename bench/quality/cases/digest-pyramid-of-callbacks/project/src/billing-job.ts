import { sendDigest } from './digest.js';
import type { Services } from './types.js';

/** Sends the digests of paying users and calls back with how many went out. */
export function sendPaidDigests(services: Services, ids: string[], done: (sent: number, failed: string[]) => void) {
  const failed: string[] = [];
  let sent = 0;
  let open = ids.length;
  if (open === 0) return done(0, failed);
  for (const id of ids) {
    sendDigest(services, id, (error, outcome) => {
      if (error) failed.push(id);
      else if (outcome?.sent) sent += 1;
      if (--open === 0) done(sent, failed);
    });
  }
}

import { PasswordResets } from '../../src/resets.js';
import type { Reset } from '../../src/types.js';

export function world() {
  const stored = new Map<string, Reset>();
  const mails: { to: string; subject: string; text: string }[] = [];
  const resets = new PasswordResets(
    { byEmail: async (email) => (email.endsWith('@club.test') ? { id: email.split('@')[0], email } : undefined) },
    {
      save: async (reset) => void stored.set(reset.digest, reset),
      take: async (digest) => {
        const reset = stored.get(digest);
        stored.delete(digest);
        return reset;
      },
    },
    { send: async (to, subject, text) => void mails.push({ to, subject, text }) },
  );
  /** The token of the last mail. */
  const token = () => mails.at(-1)!.text.split('/').at(-1)!;
  return { resets, stored, mails, token };
}

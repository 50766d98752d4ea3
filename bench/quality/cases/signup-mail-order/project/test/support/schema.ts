import type { Mail } from '../../src/mailer.js';

export const schema = `
  CREATE TABLE accounts (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE, name TEXT, confirmed INTEGER);
  CREATE TABLE confirmations (account_id INTEGER, token TEXT UNIQUE);
`;

export const quiet = { info() {}, warn() {}, error() {}, debug() {} };

export function outbox(onSend: (mail: Mail) => Promise<void> = async () => {}) {
  const sent: Mail[] = [];
  return {
    sent,
    async send(mail: Mail): Promise<void> {
      await onSend(mail);
      sent.push(mail);
    },
  };
}

import crypto from 'node:crypto';
import type { Mailer, Reset, ResetStore, Users } from './types.js';

const GOOD_FOR = 30 * 60_000;

/** What is stored of a token: who reads the table cannot use it. */
function digest(token: string): string {
  return crypto.createHash('sha256').update(token).digest('hex');
}

export class PasswordResets {
  constructor(
    private readonly users: Users,
    private readonly resets: ResetStore,
    private readonly mailer: Mailer,
  ) {}

  /** Mails a link to whoever has this address; says nothing where nobody has it. */
  async request(email: string): Promise<void> {
    const user = await this.users.byEmail(email);
    if (!user) return;

    const token = crypto.randomBytes(32).toString('hex');
    await this.resets.save({ digest: digest(token), userId: user.id, expiresAt: Date.now() + GOOD_FOR });
    await this.mailer.send(user.email, 'A new password', `https://id.example/reset/${token}`);
  }

  /** The user whose token this is, once and in time. */
  async redeem(token: string): Promise<string | undefined> {
    const reset: Reset | undefined = await this.resets.take(digest(token));
    return reset && reset.expiresAt > Date.now() ? reset.userId : undefined;
  }
}

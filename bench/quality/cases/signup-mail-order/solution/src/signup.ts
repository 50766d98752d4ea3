import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Mailer } from './mailer.js';

export const signupInput = z.object({
  email: z.string().email().max(200).transform((email) => email.toLowerCase()),
  name: z.string().trim().min(1).max(80),
});
export type SignupInput = z.infer<typeof signupInput>;

export interface Account {
  id: number;
  email: string;
}

export interface Log {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export class EmailTakenError extends Error {
  override name = 'EmailTakenError';
}

export class Signup {
  constructor(
    private readonly pool: Pool,
    private readonly mailer: Mailer,
    private readonly log: Log,
    private readonly baseUrl: string,
  ) {}

  async register(input: SignupInput): Promise<Account> {
    const token = randomBytes(16).toString('hex');
    const account = await this.createAccount(input, token);
    this.log.info({ account: account.id }, 'signed up');
    try {
      await this.mailer.send({
        to: account.email,
        template: 'confirm',
        values: { name: input.name, link: `${this.baseUrl}/confirm/${token}` },
      });
    } catch (error) {
      this.log.error({ err: error, account: account.id }, 'the confirmation mail was not sent');
    }
    return account;
  }

  private async createAccount(input: SignupInput, token: string): Promise<Account> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const taken = await client.query('SELECT id FROM accounts WHERE email = $1', [input.email]);
      if (taken.rows.length > 0) throw new EmailTakenError(input.email);

      const { rows } = await client.query<Account>(
        'INSERT INTO accounts (email, name, confirmed) VALUES ($1, $2, 0) RETURNING id, email',
        [input.email, input.name],
      );
      await client.query('INSERT INTO confirmations (account_id, token) VALUES ($1, $2)', [rows[0].id, token]);
      await client.query('COMMIT');
      return rows[0];
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async confirm(token: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'UPDATE accounts SET confirmed = 1 WHERE id = (SELECT account_id FROM confirmations WHERE token = $1)',
      [token],
    );
    return rowCount === 1;
  }
}

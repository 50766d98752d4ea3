import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

export interface Mail {
    to: string;
    subject: string;
}

export class Mailer {
    private sent = 0;

    constructor(private readonly pool: Pool) {}

    async send(mail: Mail, retries?: number): Promise<string> {
        const id = createHash('sha256').update(mail.to).digest('hex');
        await this.pool.query('INSERT INTO mails (id, subject) VALUES ($1, $2)', [id, mail.subject]);
        this.sent += 1;
        return id;
    }

    count(): number {
        return this.sent;
    }
}

import { readFile } from 'node:fs/promises';
import { sendNewsletter } from './newsletter.js';

const mailer = {
  async send(mail) {
    const response = await fetch(process.env.MAIL_API_URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.MAIL_API_KEY}` },
      body: JSON.stringify(mail),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`mail provider said ${response.status}`);
  },
};

const { issue, recipients } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const results = await sendNewsletter(mailer, issue, recipients);
console.log(`${results.filter((one) => one.sent).length} of ${results.length} sent`);

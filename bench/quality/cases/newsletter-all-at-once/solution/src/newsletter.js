import { render } from './template.js';

/**
 * Sends the issue to all recipients who have not unsubscribed.
 * Returns one result for each of them, in their order.
 */
export async function sendNewsletter(mailer, issue, recipients) {
  const active = recipients.filter((recipient) => !recipient.unsubscribed);
  const results = new Array(active.length);
  let next = 0;

  async function worker() {
    while (next < active.length) {
      const position = next++;
      const recipient = active[position];
      try {
        await mailer.send({
          to: recipient.email,
          subject: issue.subject,
          html: render(issue, recipient),
        });
        results[position] = { email: recipient.email, sent: true };
      } catch (err) {
        results[position] = { email: recipient.email, sent: false, reason: err.message };
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(20, active.length) }, worker));
  return results;
}

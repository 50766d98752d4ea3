import { render } from './template.js';

/**
 * Sends the issue to all recipients who have not unsubscribed.
 * Returns one result for each of them, in their order.
 */
export async function sendNewsletter(mailer, issue, recipients) {
  const active = recipients.filter((recipient) => !recipient.unsubscribed);
  return Promise.all(
    active.map(async (recipient) => {
      try {
        await mailer.send({
          to: recipient.email,
          subject: issue.subject,
          html: render(issue, recipient),
        });
        return { email: recipient.email, sent: true };
      } catch (err) {
        return { email: recipient.email, sent: false, reason: err.message };
      }
    }),
  );
}

import { DigestError } from './errors.js';
import type { Article, Callback, Outcome, Services } from './types.js';

const textOf = (articles: Article[]) => articles.map((article) => `* ${article.title}`).join('\n');

export function sendDigest(services: Services, userId: string, callback: Callback<Outcome>): void {
  services.users.find(userId, (findError, user) => {
    if (findError) return callback(findError);
    if (!user) return callback(new DigestError('NO_USER', `no user ${userId}`));
    if (user.paused) return callback(null, { sent: false, reason: 'paused' });

    services.articles.unreadOf(user.id, (unreadError, articles) => {
      if (unreadError) return callback(unreadError);
      if (!articles || articles.length === 0) return callback(null, { sent: false, reason: 'nothing-new' });

      const mail = { to: user.email, subject: `${articles.length} new for you`, text: textOf(articles) };
      services.mailer.send(mail, (sendError, mailId) => {
        if (sendError) return callback(sendError);

        services.users.touch(user.id, (touchError) => {
          if (touchError) return callback(touchError);
          return callback(null, { sent: true, mailId: mailId! });
        });
      });
    });
  });
}

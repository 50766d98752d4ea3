import { DigestError } from './errors.js';
import type { Article, Callback, Outcome, Services, User } from './types.js';

const textOf = (articles: Article[]) => articles.map((article) => `* ${article.title}`).join('\n');

async function digest({ users, articles, mailer }: Services, userId: string): Promise<Outcome> {
  // The services use `this`, so each call is made on them.
  const user = await promised<User | null>((done) => users.find(userId, done));
  if (!user) throw new DigestError('NO_USER', `no user ${userId}`);
  if (user.paused) return { sent: false, reason: 'paused' };

  const unread = await promised<Article[]>((done) => articles.unreadOf(user.id, done));
  if (!unread || unread.length === 0) return { sent: false, reason: 'nothing-new' };

  const mail = { to: user.email, subject: `${unread.length} new for you`, text: textOf(unread) };
  const mailId = await promised<string>((done) => mailer.send(mail, done));
  await promised<void>((done) => users.touch(user.id, done));
  return { sent: true, mailId };
}

function promised<T>(call: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => (error ? reject(error) : resolve(result as T)));
  });
}

export function sendDigest(services: Services, userId: string): Promise<Outcome>;
export function sendDigest(services: Services, userId: string, callback: Callback<Outcome>): void;
export function sendDigest(
  services: Services,
  userId: string,
  callback?: Callback<Outcome>
): Promise<Outcome> | void {
  const outcome = digest(services, userId);
  if (!callback) return outcome;
  // Out of the promise's reach, so that what the callback throws is no rejection.
  outcome.then(
    (value) => process.nextTick(callback, null, value),
    (error) => process.nextTick(callback, error)
  );
}

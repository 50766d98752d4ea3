import type { Article, Articles, Callback, Mailer, User, Users } from '../../src/types.js';

// Stand for the classes of the other team: they answer later, and keep their state to themselves.
export class MemoryUsers implements Users {
  readonly #users: Map<string, User>;
  readonly touched: string[] = [];

  constructor(users: User[]) {
    this.#users = new Map(users.map((user) => [user.id, user]));
  }

  find(id: string, callback: Callback<User | null>): void {
    const found = this.#users.get(id) ?? null;
    setImmediate(() => callback(null, found));
  }

  touch(id: string, callback: Callback<void>): void {
    this.touched.push(id);
    setImmediate(() => callback(null));
  }
}

export class MemoryArticles implements Articles {
  readonly #unread: Record<string, Article[]>;

  constructor(unread: Record<string, Article[]>) {
    this.#unread = unread;
  }

  unreadOf(userId: string, callback: Callback<Article[]>): void {
    const found = this.#unread[userId] ?? [];
    setImmediate(() => callback(null, found));
  }
}

export class MemoryMailer implements Mailer {
  readonly mails: { to: string; subject: string; text: string }[] = [];
  failure: Error | null = null;

  send(mail: { to: string; subject: string; text: string }, callback: Callback<string>): void {
    const { failure } = this;
    if (!failure) this.mails.push(mail);
    const id = `m${this.mails.length}`;
    setImmediate(() => (failure ? callback(failure) : callback(null, id)));
  }
}

export function services() {
  return {
    users: new MemoryUsers([
      { id: 'ann', email: 'ann@example.com', paused: false },
      { id: 'bob', email: 'bob@example.com', paused: true },
      { id: 'eve', email: 'eve@example.com', paused: false },
    ]),
    articles: new MemoryArticles({ ann: [{ id: '1', title: 'Flood' }, { id: '2', title: 'Drought' }] }),
    mailer: new MemoryMailer(),
  };
}

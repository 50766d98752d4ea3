export type Callback<T> = (error: Error | null, result?: T) => void;

export interface User {
  id: string;
  email: string;
  paused: boolean;
}

export interface Article {
  id: string;
  title: string;
}

/** What became of a digest: the id of the mail, or why there was none. */
export type Outcome = { sent: true; mailId: string } | { sent: false; reason: 'paused' | 'nothing-new' };

export interface Users {
  find(id: string, callback: Callback<User | null>): void;
  touch(id: string, callback: Callback<void>): void;
}

export interface Articles {
  unreadOf(userId: string, callback: Callback<Article[]>): void;
}

export interface Mailer {
  send(mail: { to: string; subject: string; text: string }, callback: Callback<string>): void;
}

export interface Services {
  users: Users;
  articles: Articles;
  mailer: Mailer;
}

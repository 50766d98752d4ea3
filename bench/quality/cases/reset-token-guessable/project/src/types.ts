export interface User {
  id: string;
  email: string;
}

export interface Users {
  byEmail(email: string): Promise<User | undefined>;
}

export interface Reset {
  digest: string;
  userId: string;
  expiresAt: number;
}

export interface ResetStore {
  save(reset: Reset): Promise<void>;
  /** Gives a reset and forgets it. */
  take(digest: string): Promise<Reset | undefined>;
}

export interface Mailer {
  send(to: string, subject: string, text: string): Promise<void>;
}

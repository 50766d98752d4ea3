export type Filter = Record<string, unknown>;

export interface Collection<T> {
  findOne(filter: Filter): Promise<T | null>;
  find(filter: Filter): { toArray(): Promise<T[]> };
}

export interface Session {
  userId: string;
  token: string;
  revokedAt: Date | null;
}

export interface Member {
  userId: string;
  space: string;
  role: 'reader' | 'editor';
}

export interface Stored {
  space: string;
  title: string;
}

export interface Database {
  sessions: Collection<Session>;
  members: Collection<Member>;
  records: Collection<Stored>;
}

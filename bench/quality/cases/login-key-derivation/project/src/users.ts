export interface User {
  id: number;
  email: string;
  /** "salt:key", both in hex. */
  password: string;
}

export interface Users {
  findByEmail(email: string): Promise<User | undefined>;
  insert(user: Omit<User, 'id'>): Promise<User>;
}

export interface Sessions {
  create(userId: number): Promise<string>;
}

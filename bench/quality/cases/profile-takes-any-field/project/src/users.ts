export interface User {
  id: string;
  companyId: string;
  email: string;
  emailVerified: boolean;
  role: 'member' | 'admin' | 'super_admin';
  permissions: string[];
  passwordHash: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  bio: string | null;
  notifications: { email: boolean; digest: 'daily' | 'weekly' | 'never' };
}

export interface Users {
  find(id: string): Promise<User | undefined>;
  save(user: User): Promise<void>;
}

export class MemoryUsers implements Users {
  #users = new Map<string, User>();

  constructor(users: User[]) {
    for (const user of users) this.#users.set(user.id, structuredClone(user));
  }

  async find(id: string): Promise<User | undefined> {
    return structuredClone(this.#users.get(id));
  }

  async save(user: User): Promise<void> {
    this.#users.set(user.id, structuredClone(user));
  }
}

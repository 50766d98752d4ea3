export interface Account {
  id: number;
  email: string;
  name: string;
  phone?: string;
  role: 'member' | 'admin';
  credits: number;
  verified: boolean;
}

export class AccountStore {
  readonly #accounts = new Map<number, Account>();
  #last = 0;

  async create(fields: Omit<Account, 'id'>): Promise<Account> {
    const account = { ...fields, id: ++this.#last };
    this.#accounts.set(account.id, account);
    return account;
  }

  async byEmail(email: string): Promise<Account | undefined> {
    return [...this.#accounts.values()].find((account) => account.email === email);
  }
}

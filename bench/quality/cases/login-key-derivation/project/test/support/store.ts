import type { User } from '../../src/users';

/** Users and sessions in memory; `ann` was registered with an earlier release. */
export function store() {
  const all: User[] = [
    {
      id: 1,
      email: 'ann@example.org',
      password: ANN,
    },
  ];
  return {
    all,
    users: {
      async findByEmail(email: string) {
        return all.find((user) => user.email === email);
      },
      async insert(user: Omit<User, 'id'>) {
        const added = { id: all.length + 1, ...user };
        all.push(added);
        return added;
      },
    },
    sessions: {
      async create(userId: number) {
        return `session-of-${userId}`;
      },
    },
  };
}

export const ANNS_PASSWORD = 'correct horse battery';
const ANN = '5f0c2a9be1d34477a8b6c5d4e3f20110:9f4f7ce975eb1d14245115e9abfa6fd2309b41cfb109ee7216e314ad2274992d';

import { createApp } from '../../src/app.js';
import { MemoryUsers, type User } from '../../src/users.js';

export const ANN: User = {
  id: 'u1',
  companyId: 'acme',
  email: 'ann@acme.test',
  emailVerified: false,
  role: 'member',
  permissions: ['shares:read'],
  passwordHash: 'scrypt:abc',
  firstName: 'Ann',
  lastName: 'Lee',
  phone: null,
  bio: null,
  notifications: { email: true, digest: 'weekly' },
};

export function world() {
  const users = new MemoryUsers([ANN, { ...ANN, id: 'u2', email: 'bob@globex.test', companyId: 'globex', firstName: 'Bob' }]);
  const app = createApp(users);
  const headers = { 'x-user-id': 'u1' };
  return {
    users,
    put: (payload: object) => app.inject({ method: 'PUT', url: '/profile', headers, payload }),
    get: (url: string) => app.inject({ url, headers }),
    anonymous: () => app.inject({ method: 'PUT', url: '/profile', payload: { bio: 'x' } }),
  };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { User, Users } from './users.js';

/** What others may see of a user. */
export function shown({ passwordHash: _hash, ...user }: User) {
  return user;
}

async function currentUser(users: Users, req: FastifyRequest, reply: FastifyReply): Promise<User | undefined> {
  const id = req.headers['x-user-id'];
  const user = typeof id === 'string' ? await users.find(id) : undefined;
  if (!user) await reply.code(401).send({ error: 'not signed in' });
  return user;
}

export function profileRoutes(app: FastifyInstance, users: Users): void {
  app.get('/profile', async (req, reply) => {
    const user = await currentUser(users, req, reply);
    return user ? shown(user) : reply;
  });

  app.put('/profile', async (req, reply) => {
    const user = await currentUser(users, req, reply);
    if (!user) return reply;

    const changes = (req.body ?? {}) as Record<string, unknown>;
    if (typeof changes !== 'object' || Array.isArray(changes)) {
      return reply.code(400).send({ error: 'an object is expected' });
    }
    if (changes.firstName === '' || changes.lastName === '') {
      return reply.code(400).send({ error: 'a name cannot be empty' });
    }

    // Role, permissions, company and e-mail have routes of their own, for those who may.
    for (const name of ['firstName', 'lastName', 'phone', 'bio'] as const) {
      const value = changes[name];
      if (value === undefined) continue;
      const optional = name === 'phone' || name === 'bio';
      if (typeof value !== 'string' && !(optional && value === null)) {
        return reply.code(400).send({ error: `${name} is a text` });
      }
      Object.assign(user, { [name]: value });
    }

    const { email, digest } = (changes.notifications ?? {}) as Partial<User['notifications']>;
    if (email !== undefined && typeof email !== 'boolean') {
      return reply.code(400).send({ error: 'notifications.email is true or false' });
    }
    if (digest !== undefined && !['daily', 'weekly', 'never'].includes(digest)) {
      return reply.code(400).send({ error: 'notifications.digest is not known' });
    }
    if (email !== undefined) user.notifications.email = email;
    if (digest !== undefined) user.notifications.digest = digest;

    await users.save(user);
    return shown(user);
  });
}

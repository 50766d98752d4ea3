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

    const changes = (req.body ?? {}) as Partial<User>;
    if (changes.firstName === '' || changes.lastName === '') {
      return reply.code(400).send({ error: 'a name cannot be empty' });
    }

    const { notifications, ...fields } = changes;
    Object.assign(user, fields);
    if (notifications) Object.assign(user.notifications, notifications);

    await users.save(user);
    return shown(user);
  });
}

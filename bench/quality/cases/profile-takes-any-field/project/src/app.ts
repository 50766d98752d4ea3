import Fastify, { type FastifyInstance } from 'fastify';
import { profileRoutes } from './profile.js';
import type { Users } from './users.js';

/** `x-user-id` is set by the gateway, which drops it from what clients send. */
export function createApp(users: Users): FastifyInstance {
  const app = Fastify({ bodyLimit: 32_768 });
  profileRoutes(app, users);
  app.get('/admin/companies', async (req, reply) => {
    const id = req.headers['x-user-id'];
    const user = typeof id === 'string' ? await users.find(id) : undefined;
    if (user?.role !== 'super_admin') return reply.code(403).send({ error: 'not for you' });
    return { companies: ['acme', 'globex'] };
  });
  return app;
}

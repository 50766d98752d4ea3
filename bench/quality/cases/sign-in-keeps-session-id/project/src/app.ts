import Fastify, { type FastifyInstance } from 'fastify';
import { Sessions } from './session.js';
import type { SessionStore } from './store.js';

export interface Users {
  check(name: string, password: string): Promise<string | null>;
}

interface Options {
  store: SessionStore;
  users: Users;
  secure?: boolean;
}

export function createApp({ store, users, secure = false }: Options): FastifyInstance {
  const app = Fastify({ bodyLimit: 10_000 });
  const sessions = new Sessions(store, secure);

  app.addHook('preHandler', (req, reply) => sessions.open(req, reply));
  app.addHook('onSend', async (req) => {
    if (req.session) await sessions.save(req);
  });

  app.post('/basket', async (req, reply) => {
    const { article } = req.body as { article?: unknown };
    if (typeof article !== 'string' || !article) return reply.code(400).send({ error: 'an article is needed' });
    req.session.basket.push(article);
    return reply.code(204).send();
  });

  app.post('/sign-in', async (req, reply) => {
    const { name, password } = req.body as Record<string, unknown>;
    const userId = await users.check(String(name), String(password));
    if (!userId) return reply.code(401).send({ error: 'wrong name or password' });
    await sessions.signIn(req, reply, userId);
    return reply.code(204).send();
  });

  app.post('/sign-out', async (req, reply) => {
    await sessions.signOut(req, reply);
    return reply.code(204).send();
  });

  app.get('/me', async (req) => ({ userId: req.session.userId ?? null, basket: req.session.basket }));

  return app;
}

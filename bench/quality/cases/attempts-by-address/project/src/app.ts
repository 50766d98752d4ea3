import Fastify, { type FastifyInstance } from 'fastify';
import { Attempts } from './attempts.js';
import { clientKey } from './client.js';

interface Options {
  users: { check(name: string, password: string): Promise<boolean> };
  proxies?: number;
  most?: number;
  now?: () => number;
}

export function createApp({ users, proxies = 1, most = 5, now }: Options): FastifyInstance {
  const app = Fastify();
  const attempts = new Attempts(most, 15 * 60_000, now);

  app.post('/sign-in', async (req, reply) => {
    const header = req.headers['x-forwarded-for'];
    const forwardedFor = Array.isArray(header) ? header.join(',') : header;
    const key = clientKey({ forwardedFor, remoteAddress: req.socket.remoteAddress ?? '' }, proxies);
    if (attempts.isBlocked(key)) return reply.code(429).send({ error: 'too many attempts' });

    const { name, password } = (req.body ?? {}) as Record<string, unknown>;
    if (await users.check(String(name), String(password))) return { ok: true };
    attempts.failed(key);
    return reply.code(401).send({ error: 'wrong name or password' });
  });

  return app;
}

import Fastify from 'fastify';

export function buildApp({ sessions, users }) {
  const app = Fastify();

  app.post('/sessions', async (request, reply) => {
    const { email, password } = request.body ?? {};
    const user = await users.authenticate(String(email ?? ''), String(password ?? ''));
    if (!user) return reply.code(401).send({ error: 'wrong_credentials' });
    return reply.code(201).send({ token: sessions.issue(user.id) });
  });

  app.get('/me', async (request, reply) => {
    const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    const userId = token && sessions.userOf(token);
    if (!userId) return reply.code(401).send({ error: 'unauthenticated' });
    return { id: userId };
  });

  return app;
}

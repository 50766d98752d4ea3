import fastify from 'fastify';
import { createAccount } from './signup.js';

export function buildServer(pool) {
  const app = fastify();

  app.post(
    '/signup',
    {
      schema: {
        body: {
          type: 'object',
          required: ['email', 'team'],
          properties: {
            email: { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 254 },
            team: { type: 'string', minLength: 1, maxLength: 80 },
          },
        },
      },
    },
    async (request, reply) => {
      try {
        return reply.code(201).send(await createAccount(pool, request.body));
      } catch (err) {
        if (/unique/i.test(err.message)) return reply.code(409).send({ error: 'already taken' });
        throw err;
      }
    },
  );

  return app;
}

import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { Tags } from './tags.js';

const ID = { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } };
const CHANGES = {
  type: 'object',
  additionalProperties: false,
  properties: { name: { type: 'string', minLength: 1, maxLength: 60 }, icon: { type: ['string', 'null'], maxLength: 20 } },
};
const INTO = { type: 'object', required: ['into'], properties: { into: { type: 'integer', minimum: 1 } } };

// The gateway has checked the session and tells whose it is.
const account = (req: FastifyRequest) => Number(req.headers['x-account-id']);
const idOf = (req: FastifyRequest) => (req.params as { id: number }).id;

export function createApp(pool: Pool): FastifyInstance {
  const app = Fastify();
  const tags = new Tags(pool);

  app.addHook('onRequest', async (req, reply) => {
    if (!Number.isSafeInteger(account(req))) await reply.code(401).send({ error: 'not signed in' });
  });

  app.get('/tags', async (req) => tags.list(account(req)));
  app.patch('/tags/:id', { schema: { params: ID, body: CHANGES } }, async (req) =>
    tags.update(account(req), idOf(req), req.body as { name?: string; icon?: string | null })
  );
  app.post('/tags/:id/merge', { schema: { params: ID, body: INTO } }, async (req, reply) => {
    await tags.merge(account(req), idOf(req), (req.body as { into: number }).into);
    return reply.code(204).send();
  });
  app.delete('/tags/:id', { schema: { params: ID } }, async (req, reply) => {
    await tags.remove(account(req), idOf(req));
    return reply.code(204).send();
  });

  return app;
}

import Fastify from 'fastify';
import { findPositions, MOST_IDS, type Queryable } from './positions.js';

export function createApp(db: Queryable) {
  const app = Fastify();

  app.get<{ Querystring: { ids?: string } }>('/positions', async (request, reply) => {
    const tenant = request.headers['x-tenant-id'];
    if (typeof tenant !== 'string') return reply.code(401).send({ error: 'unauthenticated' });
    const ids = String(request.query.ids ?? '').split(',').filter(Boolean);
    if (ids.length > MOST_IDS) return reply.code(400).send({ error: 'too_many_ids' });
    return findPositions(db, tenant, ids);
  });

  return app;
}

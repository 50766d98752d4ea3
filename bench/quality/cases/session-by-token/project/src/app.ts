import Fastify, { type FastifyInstance } from 'fastify';
import { requireMember } from './auth.js';
import type { Database } from './types.js';

export function createApp(db: Database): FastifyInstance {
  const app = Fastify({ bodyLimit: 50_000 });
  app.decorateRequest('auth', null);

  app.route({
    method: ['GET', 'POST'],
    url: '/api/records',
    preHandler: requireMember(db),
    handler: async (req) => {
      const { userId, member } = req.auth!;
      const records = await db.records.find({ space: member.space }).toArray();
      return { userId, role: member.role, records: records.map((record) => record.title) };
    },
  });

  return app;
}

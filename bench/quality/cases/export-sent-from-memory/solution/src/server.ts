import type { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';

export interface Storage {
  /** The names of all exports. */
  list(): Promise<string[]>;
  /** The bytes of an export, or null when there is none of that name. */
  open(name: string): Promise<Readable | null>;
}

export function buildServer(storage: Storage): FastifyInstance {
  const app = fastify();

  app.get('/exports', async () => ({ exports: await storage.list() }));

  app.get<{ Params: { name: string } }>('/exports/:name', async (request, reply) => {
    const source = await storage.open(request.params.name);
    if (!source) {
      return reply.code(404).send({ error: 'no such export' });
    }
    return reply.type('text/csv').send(source);
  });

  return app;
}

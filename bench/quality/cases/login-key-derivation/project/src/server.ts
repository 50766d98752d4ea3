import fastify, { type FastifyInstance } from 'fastify';
import { type AuthOptions, authRoutes } from './auth.routes';

export function buildServer(options: AuthOptions): FastifyInstance {
  const app = fastify({ bodyLimit: 10_000 });
  app.get('/health', async () => ({ status: 'ok' }));
  app.register(authRoutes, options);
  return app;
}

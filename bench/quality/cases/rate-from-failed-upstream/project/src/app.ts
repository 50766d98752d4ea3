import Fastify, { type FastifyInstance } from 'fastify';
import { ratesRoutes } from './rates.js';

export interface Config {
  /** Where the provider answers, without a slash at the end. */
  ratesUrl: string;
}

export function createApp(config: Config): FastifyInstance {
  const app = Fastify();
  app.get('/health', async () => ({ ok: true }));
  ratesRoutes(app, config.ratesUrl);
  return app;
}

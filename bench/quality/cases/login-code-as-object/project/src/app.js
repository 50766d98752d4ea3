import Fastify from 'fastify';
import { loginRoutes } from './login.js';

/** `db` is that of the mongodb driver. */
export function createApp({ db, now = () => new Date() }) {
  const app = Fastify({ bodyLimit: 4096 });
  app.get('/health', async () => ({ ok: true }));
  loginRoutes(app, { db, now });
  return app;
}

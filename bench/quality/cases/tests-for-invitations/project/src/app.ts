import Fastify from 'fastify';
import { invitationRoutes } from './invitations';
import type { TeamStore, User } from './store';

export interface AppOptions {
  store: TeamStore;
  /** Who is behind a session, or null. */
  userOf: (session: string | undefined) => User | null;
  now?: () => Date;
}

export function createApp({ store, userOf, now }: AppOptions) {
  const app = Fastify();
  app.decorateRequest('user', null);
  app.addHook('onRequest', async (request) => {
    const session = request.headers['x-session'];
    request.user = userOf(typeof session === 'string' ? session : undefined);
  });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.register(invitationRoutes, { store, now });
  return app;
}

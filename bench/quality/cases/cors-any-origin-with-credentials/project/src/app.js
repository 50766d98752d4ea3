import Router from '@koa/router';
import Koa from 'koa';
import { cors } from './cors.js';

export function createApp({ profiles, origins }) {
  const app = new Koa();
  const router = new Router();

  router.get('/me', (ctx) => {
    const profile = profiles.get(ctx.cookies.get('session'));
    ctx.assert(profile, 401, 'not signed in');
    ctx.body = profile;
  });

  router.get('/health', (ctx) => {
    ctx.body = { ok: true };
  });

  app.use(cors({ origins, credentials: true }));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { redirectBack } from './back.js';

/** `users.check(name, password)` says who that is, or null. */
export function createApp({ users, origin }) {
  const app = new Koa();
  const router = new Router();

  router.get('/login', (ctx) => {
    ctx.type = 'html';
    ctx.body = '<form method="post"><input name="name"><input name="password" type="password"></form>';
  });

  router.post('/login', async (ctx) => {
    const { name, password } = ctx.request.body;
    const user = await users.check(String(name ?? ''), String(password ?? ''));
    if (!user) {
      ctx.status = 401;
      ctx.body = { error: 'wrong name or password' };
      return;
    }
    ctx.cookies.set('session', user.session, { httpOnly: true, sameSite: 'lax' });
    redirectBack(ctx, origin);
  });

  app.use(bodyParser({ formLimit: '10kb', jsonLimit: '10kb' }));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

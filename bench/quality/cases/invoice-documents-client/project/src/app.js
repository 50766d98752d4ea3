import Router from '@koa/router';
import Koa from 'koa';
import { invoiceDocument } from './documents.js';
import { HttpError } from './errors.js';

export function createApp(pool) {
  const app = new Koa();
  const router = new Router();
  app.silent = true;

  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = error.expose ? error.status : 500;
      ctx.body = { error: error.expose ? error.message : 'internal error' };
    }
  });

  router.get('/invoices/:id.txt', async (ctx) => {
    const account = ctx.get('X-Account');
    if (!account) throw new HttpError(401, 'who are you?');
    ctx.type = 'text/plain';
    ctx.body = await invoiceDocument(pool, Number(ctx.params.id), account);
  });

  app.use(router.routes());
  return app;
}

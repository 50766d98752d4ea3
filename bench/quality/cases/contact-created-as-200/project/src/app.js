import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { contactRoutes } from './contacts.js';

export function createApp(contacts = new Map()) {
  const app = new Koa();
  app.use(bodyParser({ enableTypes: ['json'] }));
  const router = contactRoutes(contacts);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

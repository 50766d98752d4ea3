import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { bookingRoutes } from './bookings.js';

export function createApp(rooms) {
  const app = new Koa();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      ctx.status = error.status ?? 500;
      ctx.body = { error: ctx.status < 500 ? 'bad_request' : 'internal' };
    }
  });
  app.use(bodyParser({ enableTypes: ['json'], jsonLimit: '32kb' }));
  const bookings = bookingRoutes(rooms);
  app.use(bookings.routes());
  app.use(bookings.allowedMethods());
  return app;
}

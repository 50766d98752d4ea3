import Fastify from 'fastify';
import type { Queryable } from './db.js';
import { ordersRoutes } from './orders.js';

declare module 'fastify' {
  interface FastifyRequest {
    customerId: string;
  }
}

export function createApp(db: Queryable) {
  const app = Fastify({ logger: false });
  app.decorateRequest('customerId', '');
  app.addHook('onRequest', async (request, reply) => {
    // Set by the gateway, which strips what clients send under this name.
    const customerId = request.headers['x-customer-id'];
    if (typeof customerId !== 'string' || !customerId) {
      return reply.code(401).send({ error: 'unauthenticated' });
    }
    request.customerId = customerId;
  });
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ error: status < 500 ? 'bad_request' : 'internal' });
  });
  app.register(ordersRoutes, { prefix: '/orders', db });
  return app;
}

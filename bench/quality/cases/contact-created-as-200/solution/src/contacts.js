import { randomUUID } from 'node:crypto';
import Router from '@koa/router';

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export function contactRoutes(contacts) {
  const router = new Router();

  router.get('/contacts/:id', (ctx) => {
    const contact = contacts.get(ctx.params.id);
    if (!contact) {
      ctx.status = 404;
      ctx.body = { error: 'contact not found' };
      return;
    }
    ctx.body = contact;
  });

  router.post('/contacts', (ctx) => {
    const { name, email } = ctx.request.body;
    if (typeof name !== 'string' || name.trim() === '') {
      ctx.status = 400;
      ctx.body = { error: 'name is required' };
      return;
    }
    if (typeof email !== 'string' || !EMAIL.test(email)) {
      ctx.status = 400;
      ctx.body = { error: 'email is not valid' };
      return;
    }
    const contact = { id: randomUUID(), name: name.trim(), email };
    contacts.set(contact.id, contact);
    ctx.status = 201;
    ctx.body = contact;
  });

  return router;
}

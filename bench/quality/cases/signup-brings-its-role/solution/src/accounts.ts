import { Router } from 'express';
import type { AccountStore } from './store.js';

export function accountsRouter(store: AccountStore): Router {
  const router = Router();

  router.post('/', async (req, res, next) => {
    try {
      const { email, name, phone } = req.body;
      if (typeof email !== 'string' || !email.includes('@') || typeof name !== 'string' || !name) {
        res.status(422).json({ error: 'e-mail and name are needed' });
        return;
      }
      if (phone !== undefined && typeof phone !== 'string') {
        res.status(422).json({ error: 'a phone is a text' });
        return;
      }
      if (await store.byEmail(email)) {
        res.status(409).json({ error: 'this e-mail is taken' });
        return;
      }

      const fields = phone === undefined ? { email, name } : { email, name, phone };
      const account = await store.create({ ...fields, role: 'member', credits: 0, verified: false });
      res.status(201).json({ id: account.id, email: account.email, name: account.name, role: account.role });
    } catch (error) {
      next(error);
    }
  });

  return router;
}

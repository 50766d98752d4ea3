import { Router } from 'express';
import type { AccountStore } from './store.js';

export function accountsRouter(store: AccountStore): Router {
  const router = Router();

  router.post('/', async (req, res, next) => {
    try {
      const { email, name } = req.body;
      if (typeof email !== 'string' || !email.includes('@') || typeof name !== 'string' || !name) {
        res.status(422).json({ error: 'e-mail and name are needed' });
        return;
      }
      if (await store.byEmail(email)) {
        res.status(409).json({ error: 'this e-mail is taken' });
        return;
      }

      const account = await store.create({ role: 'member', credits: 0, verified: false, ...req.body });
      res.status(201).json({ id: account.id, email: account.email, name: account.name, role: account.role });
    } catch (error) {
      next(error);
    }
  });

  return router;
}

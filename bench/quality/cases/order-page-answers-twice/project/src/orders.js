import { Router } from 'express';

export function ordersRouter(orders) {
  const router = Router();

  router.get('/', async (req, res, next) => {
    try {
      res.json(await orders.latest(50));
    } catch (error) {
      next(error);
    }
  });

  router.get('/:id', async (req, res, next) => {
    try {
      const order = await orders.find(req.params.id);
      if (!order) {
        res.status(404).json({ error: 'no such order' });
      }

      const lines = await orders.linesOf(req.params.id);
      const total = lines.reduce((sum, line) => sum + line.price * line.quantity, 0);
      res.json({ ...order, lines, total });
    } catch (error) {
      next(error);
    }
  });

  return router;
}

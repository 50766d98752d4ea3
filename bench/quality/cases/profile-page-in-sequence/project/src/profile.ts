import express, { type Express, type NextFunction, type Request, type Response } from 'express';

export interface User {
  id: string;
  name: string;
}

export interface Services {
  getUser(id: string): Promise<User>;
  getOrders(userId: string): Promise<{ id: string; total: number }[]>;
  getReviews(userId: string): Promise<{ stars: number }[]>;
}

export function createApp(services: Services): Express {
  const app = express();

  app.get('/users/:id/profile', async (req: Request, res: Response, next: NextFunction) => {
    try {
      const { id } = req.params;
      const user = await services.getUser(id);
      const orders = await services.getOrders(id);
      const reviews = await services.getReviews(id);
      const spent = orders.reduce((sum, order) => sum + order.total, 0);
      res.json({ ...user, orders: orders.length, spent, reviews: reviews.length });
    } catch (err) {
      next(err);
    }
  });

  app.use((err: Error, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(err);
    res.status(502).json({ error: 'service not available' });
  });

  return app;
}

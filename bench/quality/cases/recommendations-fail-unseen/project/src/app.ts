import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from './logger.js';

export interface Dependencies {
  catalog: { find(id: string): Promise<{ id: string; name: string } | null> };
  recommender: { similarTo(id: string): Promise<string[]> };
  logger: Logger;
}

export function createApp({ catalog, recommender, logger }: Dependencies): Express {
  const app = express();

  app.get('/products/:id', async (req: Request, res: Response, next: NextFunction) => {
    try {
      const product = await catalog.find(req.params.id);
      if (!product) return res.status(404).json({ error: 'product not found' });
      return res.json(product);
    } catch (err) {
      return next(err);
    }
  });

  app.get('/products/:id/recommendations', async (req: Request, res: Response) => {
    try {
      const ids = await recommender.similarTo(req.params.id);
      res.json({ products: ids.slice(0, 10) });
    } catch {
      res.json({ products: [] });
    }
  });

  app.use((err: Error, req: Request, res: Response, next: NextFunction) => {
    logger.error({ err, path: req.path }, 'request failed');
    if (res.headersSent) return next(err);
    return res.status(500).json({ error: 'internal error' });
  });

  return app;
}

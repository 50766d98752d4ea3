import type { EventEmitter } from 'node:events';
import express, { type Express, type Request, type Response } from 'express';
import type { Price } from './price.js';

export function createApp(feed: EventEmitter): Express {
  const app = express();
  const latest = new Map<string, Price>();

  feed.on('price', (price: Price) => latest.set(price.symbol, price));

  app.get('/prices', (_req: Request, res: Response) => {
    res.json([...latest.values()]);
  });

  app.get('/prices/stream', (req: Request, res: Response) => {
    const symbol = typeof req.query.symbol === 'string' ? req.query.symbol : undefined;

    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
    });
    res.write('retry: 5000\n\n');

    const onPrice = (price: Price) => {
      if (symbol && price.symbol !== symbol) return;
      res.write(`data: ${JSON.stringify(price)}\n\n`);
    };
    feed.on('price', onPrice);
    res.on('close', () => feed.off('price', onPrice));
  });

  return app;
}

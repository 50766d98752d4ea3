import express from 'express';
import { RpcTimeoutError } from './errors.js';

export function createApp(rpc) {
  const app = express();
  app.use(express.json());

  app.get('/metrics', (req, res) => {
    res.type('text/plain').send(`rpc_in_flight ${rpc.inFlight}\n`);
  });

  app.post('/invoices', async (req, res, next) => {
    try {
      res.status(201).json(await rpc.call('invoice.create', req.body));
    } catch (error) {
      next(error);
    }
  });

  // eslint-disable-next-line no-unused-vars
  app.use((error, req, res, next) => {
    if (error instanceof RpcTimeoutError) return res.status(504).json({ error: 'billing did not answer' });
    return res.status(502).json({ error: error.message });
  });

  return app;
}

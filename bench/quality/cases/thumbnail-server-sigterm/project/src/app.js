import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';

const SIZES = new Set([64, 128, 256]);

/** Stands for the image library: scaling takes a while. */
export async function scale(name, size, { effort = 300 } = {}) {
  await pause(effort);
  return { name, size, bytes: size * size };
}

export function createApp({ state, log, effort }) {
  const app = express();
  app.disable('x-powered-by');

  app.get('/health', (req, res) => res.json({ status: 'ok' }));

  app.get('/ready', (req, res) => {
    if (state.stopping) return res.status(503).json({ status: 'stopping' });
    return res.json({ status: 'ready' });
  });

  app.get('/thumbnails/:name', async (req, res, next) => {
    const size = Number(req.query.size ?? 128);
    if (!SIZES.has(size)) return res.status(400).json({ error: 'bad size' });
    try {
      log({ message: 'scaling', name: req.params.name });
      return res.json(await scale(req.params.name, size, { effort }));
    } catch (error) {
      return next(error);
    }
  });

  return app;
}

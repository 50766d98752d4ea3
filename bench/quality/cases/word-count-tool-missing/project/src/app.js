import path from 'node:path';
import express from 'express';
import { countWords } from './words.js';

const NAME = /^[a-z0-9-]+$/;

export function createApp({ folder, tool = 'wc', log = console }) {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (req, res) => res.json({ ok: true }));

  app.get('/manuscripts/:name/words', async (req, res, next) => {
    const { name } = req.params;
    if (!NAME.test(name)) return res.status(404).json({ error: 'no such manuscript' });
    try {
      return res.json({ name, words: await countWords(tool, path.join(folder, `${name}.txt`)) });
    } catch (error) {
      return next(error);
    }
  });

  app.use((error, req, res, next) => {
    log.error(error.message);
    if (res.headersSent) return next(error);
    return res.status(500).json({ error: 'internal error' });
  });
  return app;
}

import express from 'express';

export function createApp(push) {
  const app = express();
  app.use(express.json({ limit: '10kb' }));

  app.post('/tenants/:tenant/pushes', async (req, res, next) => {
    const { title, text } = req.body ?? {};
    if (typeof title !== 'string' || !title || typeof text !== 'string') {
      return res.status(400).json({ error: 'title and text are needed' });
    }
    try {
      const results = await push.push(req.params.tenant, { title, text });
      const count = (status) => results.filter((one) => one.status === status).length;
      return res.json({ sent: count('sent'), gone: count('gone'), failed: count('failed') });
    } catch (error) {
      return next(error);
    }
  });

  return app;
}

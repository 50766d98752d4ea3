import express from 'express';
import { buildMessage } from './message.js';

const DESK = { name: 'Help desk', address: 'help@shop.example' };

/** `transport.send({ envelope, raw })` hands a mail over to the server. */
export function createApp({ transport }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '100kb' }));

  app.post('/contact', async (req, res, next) => {
    const { name, email, subject, message, topic = 'other' } = req.body ?? {};
    if (![name, email, subject, message, topic].every((one) => typeof one === 'string')) {
      return res.status(400).json({ error: 'name, email, subject and message are needed' });
    }
    try {
      const mail = buildMessage({
        from: { name: `${name} (contact form)`, address: 'form@shop.example' },
        replyTo: { name, address: email },
        to: DESK,
        subject,
        text: message,
        headers: { 'X-Topic': topic },
      });
      await transport.send(mail);
      return res.status(202).json({ ok: true });
    } catch (error) {
      if (error instanceof TypeError) return res.status(400).json({ error: 'this cannot be sent' });
      return next(error);
    }
  });

  return app;
}

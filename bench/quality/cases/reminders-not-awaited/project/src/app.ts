import express, { type ErrorRequestHandler, type Express } from 'express';
import { remindersRouter, type Invoices, type Mailer } from './reminders.js';

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  return res.status(500).json({ error: 'internal error' });
};

export function createApp(invoices: Invoices, mailer: Mailer): Express {
  const app = express();
  app.use('/reminders', remindersRouter(invoices, mailer));
  app.use(onError);
  return app;
}

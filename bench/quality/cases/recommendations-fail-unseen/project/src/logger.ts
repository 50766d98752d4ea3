import { pino } from 'pino';

/** What the app needs of a logger, called as in pino: fields first, then the words. */
export interface Logger {
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

export const logger: Logger = pino({ name: 'product-api' });

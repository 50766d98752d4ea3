import http from 'node:http';
import { HttpError, readJson } from './body.js';

function send(res, status, value) {
  const text = JSON.stringify(value);
  res.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    // What is left of a body that was refused is not read any more.
    ...(status >= 400 && { Connection: 'close' }),
  });
  res.end(text);
}

/** `contacts.add(list)` keeps what is imported. */
export function createServer({ contacts, log }) {
  return http.createServer(async (req, res) => {
    try {
      if (req.method !== 'POST' || req.url !== '/import') throw new HttpError(404, 'not found');
      const list = await readJson(req);
      if (!Array.isArray(list)) throw new HttpError(400, 'a list is expected');
      await contacts.add(list);
      send(res, 201, { imported: list.length });
    } catch (error) {
      if (!(error instanceof HttpError)) log.error(error);
      if (res.headersSent || res.destroyed) return;
      send(res, error.status ?? 500, { error: error.status ? error.message : 'internal error' });
    }
  });
}

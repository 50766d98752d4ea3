import zlib from 'node:zlib';

export const LIMIT = 1024 * 1024;

export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}

/** The body of a request as text, of `limit` bytes at most; it may be sent with gzip. */
export async function readText(req, limit = LIMIT) {
  const length = Number(req.headers['content-length']);
  if (length > limit) throw new HttpError(413, 'the body is too large');

  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);

  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body.toString('utf8');
  if (encoding !== 'gzip') throw new HttpError(415, 'the encoding is not known');
  try {
    return zlib.gunzipSync(body).toString('utf8');
  } catch {
    throw new HttpError(400, 'the body is damaged');
  }
}

export async function readJson(req, limit = LIMIT) {
  const text = await readText(req, limit);
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'the body is not JSON');
  }
}

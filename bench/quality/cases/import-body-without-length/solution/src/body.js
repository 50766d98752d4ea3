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

  const body = await new Promise((resolve, reject) => {
    const chunks = [];
    let size = 0;
    const take = (chunk) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      // What still comes is not read; the request stays whole, so that it can be answered.
      req.off('data', take).pause();
      return reject(new HttpError(413, 'the body is too large'));
    };
    req.on('data', take);
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('error', reject);
    req.once('aborted', () => reject(new HttpError(400, 'the body is incomplete')));
  });

  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body.toString('utf8');
  if (encoding !== 'gzip') throw new HttpError(415, 'the encoding is not known');
  try {
    return zlib.gunzipSync(body, { maxOutputLength: limit }).toString('utf8');
  } catch (error) {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') throw new HttpError(413, 'the body is too large');
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

'use strict';

const { randomUUID } = require('node:crypto');

const BORING = new Set(['/healthz', '/favicon.ico']);
const GOOD_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Logs each request once it is over, except those that only say that we are alive. */
function requestLog({ logger }) {
  return function logRequest(req, res, next) {
    if (BORING.has(req.path)) return next();
    const begun = performance.now();
    const given = req.get('x-request-id') ?? '';
    req.id = GOOD_ID.test(given) ? given : randomUUID();
    res.set('X-Request-Id', req.id);

    // Read now: a router that is mounted takes its prefix off while it works.
    const { method, originalUrl } = req;
    const path = originalUrl.split('?', 1)[0];
    res.once('close', () => {
      const line = {
        event: 'http_request',
        request_id: req.id,
        method,
        path,
        status: res.statusCode,
        duration_ms: Math.round((performance.now() - begun) * 10) / 10,
      };
      if (!res.writableFinished) line.aborted = true;
      if (res.statusCode >= 500) logger.error(line);
      else logger.info(line);
    });
    return next();
  };
}

module.exports = { requestLog };

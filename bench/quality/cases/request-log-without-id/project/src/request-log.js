'use strict';

const BORING = new Set(['/healthz', '/favicon.ico']);

/** Logs each request once it was answered, except those that only say that we are alive. */
function requestLog({ logger }) {
  return function logRequest(req, res, next) {
    if (BORING.has(req.path)) return next();
    const begun = Date.now();
    res.on('finish', () => {
      logger.info(`${req.method} ${req.url} ${res.statusCode} in ${Date.now() - begun} ms`);
    });
    return next();
  };
}

module.exports = { requestLog };

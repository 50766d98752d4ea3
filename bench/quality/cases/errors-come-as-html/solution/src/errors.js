'use strict';

class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

function notFound(req, res) {
  res.status(404).json({ error: 'not found' });
}

/** Goes last: answers with JSON, and logs what is our own fault. */
function jsonErrors(log) {
  return (err, req, res, next) => {
    const status = err.status || 500;
    if (status >= 500) {
      log.error(`${req.method} ${req.originalUrl}: ${err.message}`);
    }
    if (res.headersSent) return next(err);
    return res.status(status).json({ error: status >= 500 ? 'internal error' : err.message });
  };
}

module.exports = { HttpError, notFound, jsonErrors };

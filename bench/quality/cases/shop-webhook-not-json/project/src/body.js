'use strict';

/** Collects the body of a request as text; `done` gets an error when it is larger than `limit`. */
function readBody(req, limit, done) {
  const chunks = [];
  let size = 0;
  req.on('data', (chunk) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  });
  req.on('end', () => {
    if (size > limit) return done(new Error('body too large'));
    return done(null, Buffer.concat(chunks).toString('utf8'));
  });
}

module.exports = { readBody };

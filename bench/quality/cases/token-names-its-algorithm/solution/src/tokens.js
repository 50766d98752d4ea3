'use strict';

const crypto = require('node:crypto');

class TokenError extends Error {
  constructor(message) {
    super(message);
    this.name = 'TokenError';
  }
}

const HASHES = {
  HS256: { digest: 'sha256', kind: 'hmac' },
  HS512: { digest: 'sha512', kind: 'hmac' },
  RS256: { digest: 'RSA-SHA256', kind: 'sign' },
  RS512: { digest: 'RSA-SHA512', kind: 'sign' },
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(part, what) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (value === null || typeof value !== 'object') throw new TypeError('not an object');
    return value;
  } catch {
    throw new TokenError(`the ${what} cannot be read`);
  }
}

/** Signs for our own services; `key` is a shared secret for HS, a private key in PEM for RS. */
function sign(payload, key, algorithm) {
  const { digest, kind } = HASHES[algorithm];
  const input = `${encode({ typ: 'JWT', alg: algorithm })}.${encode(payload)}`;
  const signature =
    kind === 'hmac'
      ? crypto.createHmac(digest, key).update(input).digest('base64url')
      : crypto.createSign(digest).update(input).sign(key, 'base64url');
  return `${input}.${signature}`;
}

// The payload of a token; throws TokenError for one that is forged, damaged or over.
// `key` is the public key in PEM where `algorithm` is RS256 or RS512, else the shared secret.
function verify(token, key, algorithm) {
  const parts = String(token).split('.');
  if (parts.length !== 3) throw new TokenError('not a token');
  const [head, body, signature] = parts;

  // What the token says of itself is compared, never followed.
  const known = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (!known) throw new TokenError('the algorithm is not known');
  if (decode(head, 'header').alg !== algorithm) throw new TokenError('the algorithm is not the one agreed on');

  const input = `${head}.${body}`;
  const given = Buffer.from(signature, 'base64url');
  let good;
  if (known.kind === 'hmac') {
    const wanted = crypto.createHmac(known.digest, key).update(input).digest();
    good = given.length === wanted.length && crypto.timingSafeEqual(given, wanted);
  } else {
    good = crypto.createVerify(known.digest).update(input).verify(key, given);
  }
  if (!good) throw new TokenError('the signature does not fit');

  const payload = decode(body, 'payload');
  if (payload.exp !== undefined && !(payload.exp > Date.now() / 1000)) throw new TokenError('the token is over');
  return payload;
}

module.exports = { TokenError, sign, verify };

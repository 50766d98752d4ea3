import jwt from 'jsonwebtoken';

const LIFETIME_SECONDS = 15 * 60;
const ISSUER = 'sessions-api';

/** Issues and checks the tokens of sessions. */
export function createSessions(env = process.env) {
  const secret = env.SESSION_SECRET;
  if (!secret || secret.length < 32) {
    throw new Error('SESSION_SECRET must be set, to 32 characters or more');
  }

  return {
    issue(userId) {
      return jwt.sign({}, secret, {
        algorithm: 'HS256',
        expiresIn: LIFETIME_SECONDS,
        issuer: ISSUER,
        subject: userId,
      });
    },

    userOf(token) {
      try {
        return jwt.verify(token, secret, { algorithms: ['HS256'], issuer: ISSUER }).sub;
      } catch {
        return null;
      }
    },
  };
}

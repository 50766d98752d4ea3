import * as crypto from 'node:crypto';
import { promisify } from 'node:util';
import type { FastifyPluginAsync } from 'fastify';
import type { Sessions, Users } from './users';

const KEY_LENGTH = 32;
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const randomBytes = promisify(crypto.randomBytes);

export interface AuthOptions {
  users: Users;
  sessions: Sessions;
}

interface Credentials {
  email: string;
  password: string;
}

const credentials = {
  type: 'object',
  required: ['email', 'password'],
  additionalProperties: false,
  properties: {
    email: { type: 'string', maxLength: 200, pattern: '^[^@\\s]+@[^@\\s]+$' },
    password: { type: 'string', minLength: 10, maxLength: 200 },
  },
};

// Compared against where there is no such user, so that the answer takes as long.
const NOBODY = `${'00'.repeat(16)}:${'00'.repeat(KEY_LENGTH)}`;

export const authRoutes: FastifyPluginAsync<AuthOptions> = async (app, { users, sessions }) => {
  function derive(password: string, salt: Buffer): Buffer {
    return crypto.scryptSync(password.normalize('NFKC'), salt, KEY_LENGTH, COST);
  }

  app.post<{ Body: Credentials }>('/users', { schema: { body: credentials } }, async (request, reply) => {
    const email = request.body.email.toLowerCase();
    if (await users.findByEmail(email)) return reply.code(409).send({ error: 'address is taken' });
    const salt = await randomBytes(16);
    const key = derive(request.body.password, salt);
    const user = await users.insert({ email, password: `${salt.toString('hex')}:${key.toString('hex')}` });
    return reply.code(201).send({ id: user.id, email });
  });

  app.post<{ Body: Credentials }>('/sessions', { schema: { body: credentials } }, async (request, reply) => {
    const user = await users.findByEmail(request.body.email.toLowerCase());
    const [salt, key] = (user?.password ?? NOBODY).split(':').map((part) => Buffer.from(part, 'hex'));
    const same = crypto.timingSafeEqual(derive(request.body.password, salt), key);
    if (!user || !same) return reply.code(401).send({ error: 'wrong address or password' });
    return reply.code(201).send({ token: await sessions.create(user.id) });
  });
};

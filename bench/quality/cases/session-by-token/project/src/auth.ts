import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database, Member } from './types.js';

export interface Authenticated {
  userId: string;
  member: Member;
}

type Fields = Record<string, any>;

declare module 'fastify' {
  interface FastifyRequest {
    auth: Authenticated | null;
  }
}

function field(req: FastifyRequest, name: string): any {
  return (req.query as Fields)[name] ?? (req.body as Fields | undefined)?.[name];
}

function credential(req: FastifyRequest, name: string): any {
  return req.headers[name.toLowerCase()] ?? field(req, name);
}

/** Lets only members of the space through; what it found is in `req.auth`. */
export function requireMember(db: Database) {
  return async (req: FastifyRequest, reply: FastifyReply) => {
    const userId = credential(req, 'X-User-Id');
    const token = credential(req, 'X-Auth-Token');
    if (!userId || !token) {
      return reply.code(401).send({ error: 'credentials are missing' });
    }

    const session = await db.sessions.findOne({ userId, token, revokedAt: null });
    if (!session) {
      return reply.code(401).send({ error: 'the session is not valid' });
    }

    const space = field(req, 'space');
    const member = await db.members.findOne({ userId: session.userId, space });
    if (!member) {
      return reply.code(403).send({ error: 'not a member of this space' });
    }

    req.auth = { userId: session.userId, member };
  };
}

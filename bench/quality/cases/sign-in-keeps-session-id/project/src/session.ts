import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionData, SessionStore } from './store.js';

export const COOKIE = 'sid';

export interface Session extends SessionData {
  id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    session: Session;
  }
}

function cookieOf(req: FastifyRequest, name: string): string | undefined {
  const pairs = (req.headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Opens a session for each request, and writes it back before the answer goes out. */
export class Sessions {
  constructor(
    private readonly store: SessionStore,
    private readonly secure: boolean
  ) {}

  async open(req: FastifyRequest, reply: FastifyReply): Promise<void> {
    const id = cookieOf(req, COOKIE) || randomUUID();
    const data = (await this.store.read(id)) ?? { basket: [] };
    reply.header('set-cookie', `${COOKIE}=${id}; Path=/`);
    req.session = { id, ...data };
  }

  async save(req: FastifyRequest): Promise<void> {
    const { id, ...data } = req.session;
    await this.store.write(id, data);
  }

  async signIn(req: FastifyRequest, reply: FastifyReply, userId: string): Promise<void> {
    req.session.userId = userId;
  }

  async signOut(req: FastifyRequest, reply: FastifyReply): Promise<void> {
    req.session.userId = undefined;
    req.session.basket = [];
  }
}

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
    const given = cookieOf(req, COOKIE);
    const data = given ? await this.store.read(given) : undefined;
    // An id that we did not give out is no id.
    const id = given && data ? given : randomUUID();
    req.session = { id, ...(data ?? { basket: [] }) };
    this.#setCookie(reply, id);
  }

  async save(req: FastifyRequest): Promise<void> {
    const { id, ...data } = req.session;
    await this.store.write(id, data);
  }

  async signIn(req: FastifyRequest, reply: FastifyReply, userId: string): Promise<void> {
    await this.#renew(req, reply);
    req.session.userId = userId;
  }

  async signOut(req: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.#renew(req, reply);
    req.session.userId = undefined;
    req.session.basket = [];
  }

  /** A new id for what is in the session; the one before is worth nothing from here on. */
  async #renew(req: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.store.remove(req.session.id);
    req.session.id = randomUUID();
    this.#setCookie(reply, req.session.id);
  }

  #setCookie(reply: FastifyReply, id: string): void {
    const flags = `Path=/; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
    reply.removeHeader('set-cookie').header('set-cookie', `${COOKIE}=${id}; ${flags}`);
  }
}

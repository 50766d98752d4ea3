export interface SessionData {
  userId?: string;
  basket: string[];
}

/** Keeps sessions for a day; the one in production talks to redis and has the same methods. */
export class SessionStore {
  #sessions = new Map<string, { data: SessionData; until: number }>();

  async read(id: string): Promise<SessionData | undefined> {
    const found = this.#sessions.get(id);
    return found && found.until > Date.now() ? structuredClone(found.data) : undefined;
  }

  async write(id: string, data: SessionData): Promise<void> {
    this.#sessions.set(id, { data: structuredClone(data), until: Date.now() + 86_400_000 });
  }

  async remove(id: string): Promise<void> {
    this.#sessions.delete(id);
  }

  get size(): number {
    return this.#sessions.size;
  }
}

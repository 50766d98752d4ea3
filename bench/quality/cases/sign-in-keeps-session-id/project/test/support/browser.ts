import { createApp } from '../../src/app.js';
import { SessionStore } from '../../src/store.js';

/** A shop, and browsers for it which keep their cookie. */
export async function shop(options: { secure?: boolean } = {}) {
  const store = new SessionStore();
  const users = { check: async (name: string, password: string) => (password === 'right' ? name : null) };
  const app = createApp({ store, users, ...options });

  function browser(cookie = '') {
    const self = {
      cookie,
      raw: [] as string[],
      async send(method: 'GET' | 'POST', url: string, payload?: object) {
        const answer = await app.inject({ method, url, payload, headers: self.cookie ? { cookie: self.cookie } : {} });
        self.raw = [answer.headers['set-cookie'] ?? []].flat();
        // The last cookie of a name counts, as in a browser.
        const set = self.raw.filter((one) => one.startsWith('sid=')).at(-1);
        if (set) self.cookie = set.split(';')[0];
        return { status: answer.statusCode, body: answer.body ? answer.json() : null };
      },
    };
    return self;
  }
  return { browser, store };
}

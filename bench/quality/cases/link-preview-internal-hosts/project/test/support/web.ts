type Page = { status?: number; location?: string; type?: string; html?: string };

/** A web in memory that follows redirects like fetch; `visited` is all that was asked for. */
export function web(pages: Record<string, Page>, addresses: Record<string, string[]> = {}) {
  const visited: string[] = [];
  const fetch = async (input: string | URL | Request, options: RequestInit = {}): Promise<Response> => {
    let url = new URL(input instanceof Request ? input.url : String(input));
    for (let hops = 0; hops < 20; hops += 1) {
      visited.push(url.href);
      const page = pages[url.href];
      if (!page) throw new TypeError('fetch failed');
      if (page.location && options.redirect === 'error') throw new TypeError('fetch failed: redirect');
      if (!page.location || options.redirect === 'manual') {
        const headers = new Headers({ 'content-type': page.type ?? 'text/html; charset=utf-8' });
        if (page.location) headers.set('location', page.location);
        const response = new Response(page.location ? null : (page.html ?? ''), { status: page.status ?? (page.location ? 302 : 200), headers });
        Object.defineProperty(response, 'url', { value: url.href });
        return response;
      }
      url = new URL(page.location, url);
    }
    throw new TypeError('fetch failed: too many redirects');
  };
  const lookup = async (host: string, _options?: unknown) =>
    (addresses[host] ?? ['93.184.216.34']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return { visited, tools: { fetch: fetch as typeof globalThis.fetch, lookup } };
}

/**
 * CORS for koa.
 *
 *   cors({ origins: ['https://app.example.com', 'https://*.example.org'], credentials: true })
 *
 * An origin is written as the browser sends it; `*` stands for one or more labels of a host.
 */
const DEFAULT_METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH'];

const matcherOf = (origins) => {
  const patterns = origins.map((origin) => new RegExp(origin.replace('*', '.*')));
  return (origin) => patterns.some((pattern) => pattern.test(origin));
};

export function cors({ origins = [], methods = DEFAULT_METHODS, credentials = false, maxAge = 600 } = {}) {
  const isAllowed = matcherOf(origins);

  return async function allowOrigins(ctx, next) {
    const origin = ctx.get('Origin');
    if (!origin) return next();

    const preflight = ctx.method === 'OPTIONS' && ctx.get('Access-Control-Request-Method');
    if (preflight && !isAllowed(origin)) {
      ctx.status = 403;
      return undefined;
    }

    ctx.set('Access-Control-Allow-Origin', origin);
    if (credentials) ctx.set('Access-Control-Allow-Credentials', 'true');

    if (!preflight) return next();
    ctx.set('Access-Control-Allow-Methods', methods.join(','));
    ctx.set('Access-Control-Max-Age', String(maxAge));
    const headers = ctx.get('Access-Control-Request-Headers');
    if (headers) ctx.set('Access-Control-Allow-Headers', headers);
    ctx.status = 204;
    return undefined;
  };
}

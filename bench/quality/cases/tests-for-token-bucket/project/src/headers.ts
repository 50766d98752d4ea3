import type { Decision } from './limiter.js';

/** The headers that tell a client about its limit. */
export function limitHeaders(decision: Decision): Record<string, string> {
  const headers: Record<string, string> = { 'X-RateLimit-Remaining': String(decision.remaining) };
  if (!decision.allowed) headers['Retry-After'] = String(decision.retryAfter);
  return headers;
}

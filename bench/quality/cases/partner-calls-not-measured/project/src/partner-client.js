import { PartnerError } from './errors.js';

/**
 * Talks to the carrier's API.
 *
 * `operation` names what a call is for, such as `create-label`; it is not part of the URL.
 */
export function createPartnerClient({ baseUrl, token, fetch = globalThis.fetch, metrics, logger }) {
  async function call(operation, method, path, body) {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 404) return null;
    const answer = await response.json();
    if (!response.ok) throw new PartnerError(operation, response.status, answer.code);
    return answer;
  }

  return {
    label: (id) => call('get-label', 'GET', `/labels/${encodeURIComponent(id)}`),
    createLabel: (parcel) => call('create-label', 'POST', '/labels', parcel),
  };
}

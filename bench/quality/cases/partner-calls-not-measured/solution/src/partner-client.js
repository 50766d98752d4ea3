import { currentRequestId } from './context.js';
import { PartnerError } from './errors.js';

/**
 * Talks to the carrier's API.
 *
 * `operation` names what a call is for, such as `create-label`; it is not part of the URL.
 */
export function createPartnerClient({ baseUrl, token, fetch = globalThis.fetch, metrics, logger }) {
  function record(operation, begun, status, err) {
    const milliseconds = performance.now() - begun;
    const kind = status === undefined ? 'error' : `${Math.floor(status / 100)}xx`;
    metrics.observe('outbound_request_seconds', milliseconds / 1000, { target: 'partner', operation, status: kind });
    if (status !== undefined && status < 500) return;
    const line = { event: 'outbound_failed', operation, request_id: currentRequestId() };
    if (status !== undefined) line.status = status;
    line.duration_ms = Math.round(milliseconds);
    if (err !== undefined) line.err = err;
    logger.warn(line);
  }

  async function send(operation, method, path, body) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const requestId = currentRequestId();
    if (requestId !== undefined) headers['x-request-id'] = requestId;
    const begun = performance.now();
    try {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      });
      record(operation, begun, response.status);
      return response;
    } catch (error) {
      record(operation, begun, undefined, error);
      throw error;
    }
  }

  async function call(operation, method, path, body) {
    const response = await send(operation, method, path, body);
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

'use strict';

const RETRYABLE = new Set([429, 502, 503, 504]);
const LONGEST_WAIT_MS = 60_000;
const LONGEST_BACKOFF_MS = 10_000;
const MOST_TRIES = 5;

/**
 * Milliseconds to wait before the next try, or null when there should be none.
 *
 * `attempt` counts the tries made so far, from 1. A Retry-After header (seconds or a date) wins;
 * without one the wait grows exponentially, with full jitter.
 */
function retryDelay({ status, headers = {} }, attempt, { now = Date.now, random = Math.random } = {}) {
  if (!RETRYABLE.has(status) || attempt >= MOST_TRIES) return null;

  const said = headers['retry-after'];
  if (said !== undefined) {
    const wait = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now();
    if (!Number.isNaN(wait)) return Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
  }
  return Math.round(random() * Math.min(LONGEST_BACKOFF_MS, 250 * 2));
}

/** Calls `send` until it gives an answer that is not worth another try. */
async function withRetries(send, sleep) {
  for (let attempt = 1; ; attempt++) {
    const answer = await send();
    const delay = retryDelay(answer, attempt);
    if (delay === null) return answer;
    await sleep(delay);
  }
}

module.exports = { retryDelay, withRetries };

/** What the push gateway allows. */
export const GATEWAY = {
  connections: 20,
  timeoutMs: 10_000,
};

import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage();

/** Runs a function for a request; everything that it awaits knows the id. */
export function withRequestId(id, work) {
  return storage.run(id, work);
}

/** The id of the request that we work for, or undefined outside of one. */
export function currentRequestId() {
  return storage.getStore();
}

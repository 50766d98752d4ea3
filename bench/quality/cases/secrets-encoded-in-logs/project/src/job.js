import { createMask } from './mask.js';

/** Where the job talks to: every line goes through the mask. */
export function createLogger(env, out) {
  const mask = createMask(env);
  const line = (level) => (text) => out.write(`[${level}] ${mask(text)}\n`);
  return { info: line('info'), error: line('error') };
}

function remoteWithLogin(remote, { GIT_USER, GIT_PASSWORD }) {
  if (!GIT_USER || !GIT_PASSWORD) return remote;
  const url = new URL(remote);
  url.username = encodeURIComponent(GIT_USER);
  url.password = encodeURIComponent(GIT_PASSWORD);
  return url.href;
}

/** Pushes a tag; `push(remote, tag)` rejects with what git said. */
export async function release({ env, remote, tag, push, out }) {
  const log = createLogger(env, out);
  const target = remoteWithLogin(remote, env);
  log.info(`Publishing ${tag} to ${target}`);
  try {
    await push(target, tag);
  } catch (error) {
    log.error(`git push failed: ${error.message}`);
    return 1;
  }
  log.info(`Published ${tag}`);
  return 0;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMITS = { timeout: 60_000, maxBuffer: 4 * 1024 * 1024 };

export class GitError extends Error {
  constructor(command, cause) {
    super(`git ${command} failed: ${String(cause.stderr || cause.message).trim()}`, { cause });
    this.name = 'GitError';
  }
}

async function git(command, args) {
  try {
    const { stdout } = await run('git', args, LIMITS);
    return stdout;
  } catch (error) {
    throw new GitError(command, error);
  }
}

/** A bare copy of a repository of somebody else. */
export class Mirror {
  constructor(directory) {
    this.directory = directory;
  }

  async clone(remote) {
    const from = Mirror.#operand('remote', remote);
    await git('clone', ['clone', '--mirror', '--quiet', '--', from, this.directory]);
  }

  async fetch(remote, branch) {
    const args = ['-C', this.directory, 'fetch', '--prune', '--quiet', '--', Mirror.#operand('remote', remote)];
    if (branch) args.push(Mirror.#operand('branch', branch));
    await git('fetch', args);
  }

  /** Names of the branches of a remote. */
  async branches(remote) {
    const said = await git('ls-remote', ['ls-remote', '--heads', '--', Mirror.#operand('remote', remote)]);
    return said
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[1].replace('refs/heads/', ''));
  }

  // What git must not take for an option; no name of a remote or branch begins with a dash.
  static #operand(what, value) {
    if (typeof value !== 'string' || value === '' || value.startsWith('-')) {
      throw new TypeError(`not the name of a ${what}: ${JSON.stringify(value)}`);
    }
    return value;
  }
}

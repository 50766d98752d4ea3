#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { release } from './job.js';

const run = promisify(execFile);

const [remote, tag] = process.argv.slice(2);
if (!remote || !tag) {
  process.stderr.write('usage: release-job REMOTE TAG\n');
  process.exitCode = 2;
} else {
  process.exitCode = await release({
    env: process.env,
    remote,
    tag,
    push: (target, name) => run('git', ['push', '--', target, `refs/tags/${name}`]),
    out: process.stdout,
  });
}

import { Mirror } from './mirror.js';

/**
 * Works off jobs like { kind: 'clone' | 'fetch' | 'branches', directory, remote, branch }.
 * One job's failure is reported and does not stop the others.
 */
export async function workOff(jobs, report) {
  for (const job of jobs) {
    const mirror = new Mirror(job.directory);
    try {
      if (job.kind === 'clone') await mirror.clone(job.remote);
      else if (job.kind === 'fetch') await mirror.fetch(job.remote, job.branch);
      else if (job.kind === 'branches') await mirror.branches(job.remote);
      else throw new Error(`unknown kind of job: ${job.kind}`);
      report({ job, ok: true });
    } catch (error) {
      report({ job, ok: false, reason: error.message });
    }
  }
}

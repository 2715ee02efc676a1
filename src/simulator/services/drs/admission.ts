import { holdingJob, openJobs } from '../../world/cell.ts';
import type { Server } from '../../world/server.ts';
import { conflict, quotaExceeded } from './errors.ts';
import type { DrsContext } from './operation.ts';

/** Refuses a server that another job holds (quota L-DD6D028C: one job for each server). Throws ConflictException. */
export function refuseHeldServer(server: Server, now: number): void {
  const holder = holdingJob(server, now);
  if (holder === undefined) return;
  throw conflict(
    `Source server ${server.id} is already participating in job ${holder.jobId}`,
    server.id,
    'source-server',
  );
}

/** Refuses what the quotas of the account and Region do not allow. Throws ServiceQuotaExceededException. */
export function refuseOverQuota({ cell, settings, now }: DrsContext, servers: number): void {
  const { quotas } = settings;
  if (servers > quotas.serversPerJob) {
    const message = `A job may have at most ${quotas.serversPerJob} source servers; ${servers} were requested`;
    throw quotaExceeded(message, 'L-B827C881', 'job');
  }
  const open = openJobs(cell, now);
  if (open.length >= quotas.jobsInProgress) {
    const message = `At most ${quotas.jobsInProgress} jobs may be in progress; ${open.length} are`;
    throw quotaExceeded(message, 'L-D88FAC3A', 'job');
  }
  const busy = open.reduce((sum, job) => sum + job.participants.length, 0);
  if (busy + servers > quotas.serversInAllJobs) {
    const message = `At most ${quotas.serversInAllJobs} source servers may be in jobs; ${busy} are, ${servers} were requested`;
    throw quotaExceeded(message, 'L-05AFA8C6', 'source-server');
  }
}

import { limits } from '../limits.ts';
import type { EventData } from '../model/event.ts';
import type { JobServer, LaunchJob } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import type { JobObservation, ServerObservation } from '../model/observation.ts';
import { addSeconds, isBefore } from '../time.ts';

type DecidedServer = Extract<EventData, { type: 'ServersDecided' }>['servers'][number];

/** The `jobStatus` of a job that DRS no longer lists: our word, not DRS's. */
export const MISSING_JOB = 'MISSING';
/** The one DRS JobStatus that ends a job. There is no FAILED: the servers decide (design 6.2). */
export const COMPLETED_JOB = 'COMPLETED';

/**
 * What an observation decides about a started job: servers first, then, when all are decided, the job's end.
 * A job is never successful as a whole; DRS calls it COMPLETED with failed servers in it.
 */
export const settleJob = (job: LaunchJob, observation: JobObservation): readonly EventData[] => {
  const observed = new Map(observation.servers.map((server) => [server.sourceServerId, server]));
  const closing = closingReason(job, observation);
  const decided = job.servers
    .filter((server) => server.outcome === 'UNDECIDED')
    .map((server) => decideServer(server, observed.get(server.sourceServerId), job, observation, closing))
    .filter((decision) => decision !== undefined);

  const undecidedCount = job.servers.filter((server) => server.outcome === 'UNDECIDED').length - decided.length;
  const events: EventData[] = [];
  if (decided.length > 0) events.push({ type: 'ServersDecided', jobKey: job.jobKey, servers: decided });
  const end = undecidedCount === 0 ? endOfJob(observation, closing) : undefined;
  if (end !== undefined) events.push({ type: 'JobEnded', jobKey: job.jobKey, how: end });
  return events;
};

type Closing = { readonly how: 'COMPLETED' | 'MISSING' | 'GIVEN_UP'; readonly reason: string } | undefined;

/** Why what is still undecided now counts as failed; undefined while DRS may still decide it. */
const closingReason = (job: LaunchJob, observation: JobObservation): Closing => {
  const looked = observation.lastPolledTime;
  const graceSeconds =
    observation.jobStatus === MISSING_JOB ? limits.missingJobGraceSeconds : limits.undecidedGraceSeconds;
  const graceOver =
    observation.unsettledSince !== undefined && !isBefore(looked, addSeconds(observation.unsettledSince, graceSeconds));
  const graceMinutes = graceSeconds / 60;
  if (graceOver && observation.jobStatus === COMPLETED_JOB) {
    return {
      how: 'COMPLETED',
      reason: `DRS ended job ${observation.jobId} without deciding this server, and no recovery instance of it appeared within ${graceMinutes} min`,
    };
  }
  if (graceOver && observation.jobStatus === MISSING_JOB) {
    return {
      how: 'MISSING',
      reason: `DRS no longer lists job ${observation.jobId}, and no recovery instance of it appeared within ${graceMinutes} min`,
    };
  }
  if (job.startedTime !== undefined && !isBefore(looked, addSeconds(job.startedTime, limits.jobGiveUpHours * 3600))) {
    return { how: 'GIVEN_UP', reason: `not decided by DRS within ${limits.jobGiveUpHours} h; no longer watched` };
  }
  return undefined;
};

const endOfJob = (observation: JobObservation, closing: Closing): 'COMPLETED' | 'MISSING' | 'GIVEN_UP' | undefined =>
  observation.jobStatus === COMPLETED_JOB ? 'COMPLETED' : closing?.how;

const decideServer = (
  server: JobServer,
  observed: ServerObservation | undefined,
  job: LaunchJob,
  observation: JobObservation,
  closing: Closing,
): DecidedServer | undefined => {
  const sourceServerId = server.sourceServerId;
  const instance =
    observed?.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: observed.recoveryInstanceId };
  switch (observed?.launchStatus) {
    case 'LAUNCHED':
      return { sourceServerId, outcome: 'LAUNCHED', ...instance };
    case 'FAILED':
      return {
        sourceServerId,
        outcome: 'FAILED',
        reason: observed.error ?? `DRS reports launchStatus FAILED in job ${observation.jobId} and gives no reason`,
      };
    case 'TERMINATED':
      return {
        sourceServerId,
        outcome: 'FAILED',
        reason: `its instance was terminated before it was seen launched (launchStatus TERMINATED in job ${observation.jobId})`,
      };
    default:
      break;
  }
  // The job has ended or vanished: an instance that names this job as its maker was launched, running or stopped
  // (design 6.2, 6.9).
  const jobIsOver = observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB;
  if (jobIsOver && observed?.instanceJobId !== undefined && observed.instanceJobId === job.jobId) {
    return { sourceServerId, outcome: 'LAUNCHED', ...instance };
  }
  if (closing === undefined) return undefined;
  const seen = observed === undefined ? 'DRS did not name it in the job' : `last launchStatus ${observed.launchStatus}`;
  return { sourceServerId, outcome: 'FAILED', reason: `${closing.reason} (${seen})` };
};

/** True when the observation was taken at or after this moment: only then may a time-out be decided. */
export const lookedSince = (observation: JobObservation | undefined, moment: Instant): boolean =>
  observation !== undefined && !isBefore(observation.lastPolledTime, moment);

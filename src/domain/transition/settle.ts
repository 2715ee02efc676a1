import { limits } from '../limits.ts';
import type { EventData } from '../model/event.ts';
import type { JobServer, LaunchJob } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import type { JobObservation, LookFailure, ServerObservation } from '../model/observation.ts';
import { shortened } from '../names.ts';
import { addSeconds, isBefore } from '../time.ts';

type DecidedServer = Extract<EventData, { type: 'ServersDecided' }>['servers'][number];

/** The `jobStatus` of a job that DRS no longer lists: our word, not DRS's. */
export const MISSING_JOB = 'MISSING';
/** The one DRS JobStatus that ends a job. There is no FAILED: the servers decide (design 6.2). */
export const COMPLETED_JOB = 'COMPLETED';

/** A failed server whose reason nobody could read: the job's log did not answer since. One that answered has no reason. */
export const isUnexplained = (server: ServerObservation, logReadTime: Instant | undefined): boolean =>
  server.launchStatus === 'FAILED' &&
  server.error === undefined &&
  (logReadTime === undefined || server.decidedTime === undefined || isBefore(logReadTime, server.decidedTime));

/** The last look at DRS failed: with these words of AWS, as it stands now. */
export interface FailedLook {
  readonly now: Instant;
  readonly message: string;
}

/**
 * What an observation decides about a started job: servers first, then, when all are decided, the job's end.
 * A job is never successful as a whole; DRS calls it COMPLETED with failed servers in it.
 */
export const settleJob = (
  job: LaunchJob,
  observation: JobObservation | undefined,
  failedLook?: FailedLook,
): readonly EventData[] => {
  const decideServer = job.purpose === 'CLEAN_UP' ? decideTermination : decideLaunch;
  const observed = new Map(observation?.servers.map((server) => [server.sourceServerId, server]));
  const closing = closingReason(job, observation, failedLook);
  const undecided = job.servers.filter((server) => server.outcome === 'UNDECIDED');
  const decided = undecided
    .map((server) => decideServer(server, observed.get(server.sourceServerId), job, observation, closing))
    .filter((decision) => decision !== undefined);

  const events: EventData[] = [];
  if (decided.length > 0) events.push({ type: 'ServersDecided', jobKey: job.jobKey, servers: decided });
  const end = undecided.length === decided.length ? endOfJob(observation, closing) : undefined;
  if (end !== undefined) events.push({ type: 'JobEnded', jobKey: job.jobKey, how: end });
  return events;
};

/** `looked`: how long, and in vain, an instance of a launch was looked for. */
type Closing =
  | { readonly how: 'COMPLETED' | 'MISSING' | 'GIVEN_UP'; readonly reason: string; readonly looked?: string }
  | undefined;

/** Why what is still undecided now counts as failed; undefined while DRS may still decide it. */
const closingReason = (
  job: LaunchJob,
  observation: JobObservation | undefined,
  failedLook: FailedLook | undefined,
): Closing => (observation === undefined ? undefined : graceOver(observation)) ?? givenUp(job, observation, failedLook);

/** Only a look that DRS answered ends a grace period: an instance that nobody could look for may be up. */
const graceOver = (observation: JobObservation): Closing => {
  const { jobId, jobStatus, unsettledSince, instanceLookFailure, lastPolledTime } = observation;
  if (instanceLookFailure !== undefined) return undefined;
  const isMissing = jobStatus === MISSING_JOB;
  if (unsettledSince === undefined || (!isMissing && jobStatus !== COMPLETED_JOB)) return undefined;
  const graceSeconds = isMissing ? limits.missingJobGraceSeconds : limits.undecidedGraceSeconds;
  if (isBefore(lastPolledTime, addSeconds(unsettledSince, graceSeconds))) return undefined;
  return {
    how: isMissing ? 'MISSING' : 'COMPLETED',
    reason: isMissing ? `DRS no longer lists job ${jobId}` : `DRS ended job ${jobId} without deciding this server`,
    looked: `, and no recovery instance of that job was seen in ${graceSeconds / 60} min`,
  };
};

/** A job is looked at once more before it is given up, unless DRS cannot be asked. */
const givenUp = (
  job: LaunchJob,
  observation: JobObservation | undefined,
  failedLook: FailedLook | undefined,
): Closing => {
  if (job.startedTime === undefined) return undefined;
  const giveUpTime = addSeconds(job.startedTime, limits.jobGiveUpHours * 3600);
  const wasSeen = lookedSince(observation, giveUpTime);
  if (!wasSeen && (failedLook === undefined || isBefore(failedLook.now, giveUpTime))) return undefined;
  const why = wasSeen ? withoutLook(observation?.instanceLookFailure) : `; DRS cannot be asked: ${failedLook?.message}`;
  return { how: 'GIVEN_UP', reason: `not decided by DRS within ${limits.jobGiveUpHours} h; no longer watched${why}` };
};

/** The job was seen, and what it left undecided could not be looked for. */
const withoutLook = (failure: LookFailure | undefined): string =>
  failure === undefined ? '' : `; its instance could not be looked for: ${failure.message}`;

const endOfJob = (
  observation: JobObservation | undefined,
  closing: Closing,
): 'COMPLETED' | 'MISSING' | 'GIVEN_UP' | undefined =>
  observation?.jobStatus === COMPLETED_JOB ? 'COMPLETED' : closing?.how;

const decideLaunch = (
  server: JobServer,
  observed: ServerObservation | undefined,
  job: LaunchJob,
  observation: JobObservation | undefined,
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
        reason: shortened(observed.error ?? withoutReason(observed, job, observation)),
      };
    case 'TERMINATED':
      return {
        sourceServerId,
        outcome: 'FAILED',
        reason: `its instance was terminated before it was seen launched (launchStatus TERMINATED in job ${job.jobId})`,
      };
    default:
      break;
  }
  // The job has ended or vanished: an instance that names this job as its maker was launched, running or stopped
  // (design 6.2, 6.9).
  const jobIsOver = observation?.jobStatus === COMPLETED_JOB || observation?.jobStatus === MISSING_JOB;
  const isOwnInstance = observed?.instanceJobId !== undefined && observed.instanceJobId === job.jobId;
  if (jobIsOver && isOwnInstance && !isGoing(observed)) {
    return { sourceServerId, outcome: 'LAUNCHED', ...instance };
  }
  if (closing === undefined) return undefined;
  if (isOwnInstance) {
    const which = observed.recoveryInstanceId ?? observed.instanceId ?? 'its recovery instance';
    const reason = `DRS did not report this server launched in job ${job.jobId}, and ${which}, which the job made, is ${observed.instanceState}`;
    return { sourceServerId, outcome: 'FAILED', reason: shortened(reason) };
  }
  const reason = `${closing.reason}${closing.looked ?? ''} (${lastSeen(observed)})`;
  return { sourceServerId, outcome: 'FAILED', reason: shortened(reason) };
};

/**
 * DRS's last words of a server that it did not decide. An instance that the job names and DRS no longer shows is
 * not up: somebody may have launched the server again, which deletes it (design 6.4), and then DRS shows that one.
 */
const lastSeen = (observed: ServerObservation | undefined): string => {
  if (observed === undefined) return 'DRS did not name it in the job';
  const { launchStatus, recoveryInstanceId, instanceJobId } = observed;
  return [
    `last launchStatus ${launchStatus}`,
    ...(recoveryInstanceId === undefined ? [] : [`that job's was ${recoveryInstanceId}`]),
    ...(instanceJobId === undefined ? [] : [`the one that DRS shows was made by job ${instanceJobId}`]),
  ].join('; ');
};

const withoutReason = (
  observed: ServerObservation,
  { jobId }: LaunchJob,
  observation: JobObservation | undefined,
): string =>
  isUnexplained(observed, observation?.logReadTime)
    ? `DRS reports launchStatus FAILED in job ${jobId}; why is in the job's log, which could not be read then`
    : `DRS reports launchStatus FAILED in job ${jobId} and gives no reason`;

/** Terminated, or about to be: nothing was launched that is of use. EC2's own words, which come in either case from DRS. */
const isGoing = ({ instanceState }: ServerObservation): boolean =>
  instanceState !== undefined && ['terminated', 'shutting-down'].includes(instanceState.toLowerCase());

/** A termination is done when DRS says so, or when the instance is no longer there once the job is over. */
const decideTermination = (
  server: JobServer,
  observed: ServerObservation | undefined,
  _job: LaunchJob,
  observation: JobObservation | undefined,
  closing: Closing,
): DecidedServer | undefined => {
  const { sourceServerId } = server;
  if (observed?.launchStatus === 'TERMINATED') return decideTerminated(server, observed, closing);
  const jobIsOver = observation?.jobStatus === COMPLETED_JOB || observation?.jobStatus === MISSING_JOB;
  if (jobIsOver && observed?.instanceGone === true) return { sourceServerId, outcome: 'TERMINATED' };
  if (closing === undefined) return undefined;
  const seen = observed === undefined ? 'DRS did not name it in the job' : `last launchStatus ${observed.launchStatus}`;
  return {
    sourceServerId,
    outcome: 'FAILED',
    reason: `leak: ${server.recoveryInstanceId ?? 'its instance'} may still be there: ${closing.reason} (${seen})`,
  };
};

/** DRS says so; what EC2 shows all the same for longer than the grace period is a leak. */
const decideTerminated = (
  { sourceServerId, recoveryInstanceId = 'its instance' }: JobServer,
  { stillInEc2 }: ServerObservation,
  closing: Closing,
): DecidedServer | undefined => {
  if (stillInEc2 === undefined) return { sourceServerId, outcome: 'TERMINATED' };
  if (closing === undefined) return undefined;
  if (stillInEc2.state === undefined) {
    const reason = `DRS says so; whether ${recoveryInstanceId} is gone from EC2 is unknown: ${stillInEc2.failure}`;
    return { sourceServerId, outcome: 'TERMINATED', reason: shortened(reason) };
  }
  const reason = `leak: ${recoveryInstanceId} is ${stillInEc2.state} in EC2, though DRS calls it TERMINATED: terminate it there`;
  return { sourceServerId, outcome: 'FAILED', reason };
};

/** True when the observation was taken at or after this moment: only then may a time-out be decided. */
export const lookedSince = (observation: JobObservation | undefined, moment: Instant): boolean =>
  observation !== undefined && !isBefore(observation.lastPolledTime, moment);

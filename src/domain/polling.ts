/**
 * When to look again: sparse while nothing can finish, dense when it is about to (design 10). Pure pacing: nothing is
 * decided here.
 */
import { limits } from './limits.ts';
import type { ExecutionState, LaunchJob } from './model/execution.ts';
import type { Instant } from './model/identifiers.ts';
import type { JobObservation, ScopeObservation } from './model/observation.ts';
import { scopeKey } from './model/scope.ts';
import { isFinalExecution, isLaunchingWave, mayStart } from './statuses.ts';
import { addSeconds, earlierOf, isBefore, laterOf, secondsBetween } from './time.ts';
import { deadlineOf } from './transition/advance.ts';
import { COMPLETED_JOB, MISSING_JOB } from './transition/settle.ts';

/**
 * DRS's phases, measured on many launches: a snapshot takes about a minute, conversion about three, the launch two to
 * five (design 10). A server is never up before the first two are over.
 */
const pace = {
  /** Every server is decided; DRS closes the job within seconds. */
  closingSeconds: 2,
  /** A fifth of the servers or fewer are undecided: the end of the job is near. */
  nearEndSeconds: 4,
  nearEndShare: 0.2,
  /** Servers are being launched: they come up one by one. */
  launchingSeconds: 12,
  /** Snapshots and conversions: nothing can finish. */
  preparingSeconds: 45,
  /** No server is up this soon after the start. */
  preparingAtLeastSeconds: 200,
  /** What takes much longer than it should is looked at less often. */
  slowAfterSeconds: 3600,
  slowSeconds: 60,
  /** A completed or vanished job with undecided servers is settled within the grace period. */
  unsettledSeconds: 20,
} as const;

/** Seconds from one look at a job to the next. */
export const pollIntervalSeconds = (job: LaunchJob, observation: JobObservation | undefined, now: Instant): number => {
  const elapsed = job.startedTime === undefined ? 0 : secondsBetween(job.startedTime, now);
  if (observation === undefined) return pace.preparingSeconds;
  if (observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB) return pace.unsettledSeconds;
  const undecided = job.servers.filter((server) => server.outcome === 'UNDECIDED').length;
  if (undecided === 0) return pace.closingSeconds;
  if (elapsed > pace.slowAfterSeconds) return pace.slowSeconds;
  const launching = observation.servers.some((server) => server.phase === 'LAUNCH' || server.phase === 'DONE');
  if (!launching && elapsed < pace.preparingAtLeastSeconds) return pace.preparingSeconds;
  return undecided <= Math.max(1, job.servers.length * pace.nearEndShare) ? pace.nearEndSeconds : pace.launchingSeconds;
};

/** When a started job should be looked at next. */
export const nextPollTime = (job: LaunchJob, observation: JobObservation | undefined, now: Instant): Instant =>
  addSeconds(observation?.lastPolledTime ?? job.startedTime ?? now, pollIntervalSeconds(job, observation, now));

/**
 * When the execution wants its next turn: the earliest of its polls, claims, waits and deadlines. Never absent before
 * the end: a wait for a person is renewed each day.
 */
export const nextWakeTime = (
  state: ExecutionState,
  observations: ReadonlyMap<string, JobObservation>,
  scopes: ReadonlyMap<string, ScopeObservation>,
  now: Instant,
): Instant => {
  const latest = addSeconds(now, limits.parkSecondsMax);
  if (isFinalExecution(state.header.status)) return latest;
  const jobTimes = state.jobs.flatMap((job) => wakeTimesOfJob(state, job, observations, scopes, now));
  const deadlines = state.waves
    .filter(isLaunchingWave)
    .map(deadlineOf)
    .filter((deadline) => deadline !== undefined && isBefore(now, deadline))
    .filter((deadline) => deadline !== undefined);
  return [...jobTimes, ...deadlines].reduce(earlierOf, latest);
};

const wakeTimesOfJob = (
  state: ExecutionState,
  job: LaunchJob,
  observations: ReadonlyMap<string, JobObservation>,
  scopes: ReadonlyMap<string, ScopeObservation>,
  now: Instant,
): readonly Instant[] => {
  switch (job.state) {
    case 'PLANNED':
      return [now];
    case 'CLAIMED':
      return [lookForJobTime(job)];
    case 'STARTED': {
      const poll = nextPollTime(job, observations.get(job.jobKey), now);
      const retryTime = scopes.get(scopeKey(job))?.failure?.retryTime;
      return [retryTime === undefined ? poll : laterOf(poll, retryTime)];
    }
    case 'WAITING':
      if (!mayStart(state, job)) return [];
      // AWS said when; or somebody else has to let go of something, and nobody tells us that.
      return job.notBefore !== undefined && isBefore(now, job.notBefore)
        ? [job.notBefore]
        : [addSeconds(now, limits.waitingRecheckSeconds)];
    case 'ENDED':
    case 'REFUSED':
    case 'WITHDRAWN':
      return [];
  }
};

const LONG_AGO: Instant = '1970-01-01T00:00:00.000Z';

/** When an unanswered claim may be looked into: nobody can be calling any more, and DescribeJobs has settled. */
export const lookForJobTime = (job: LaunchJob): Instant =>
  laterOf(addSeconds(job.claim?.expiresTime ?? LONG_AGO, limits.claimSettlingSeconds), job.notBefore ?? LONG_AGO);

import { limits } from '../limits.ts';
import type { Claim, LaunchJob } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { scopeKey } from '../model/scope.ts';
import { TAKEN_OUT } from '../names.ts';
import { fitJob, type ScopeUse, sumOfUse, usedByOthers, usedByUs } from '../schedule.ts';
import { isHeldByOthers, mayStart } from '../statuses.ts';
import { addSeconds, secondsBetween } from '../time.ts';
import { endWaves, keepFirst } from './advance.ts';
import { type DecidedServer, decidedWithoutCall } from './decided-without-call.ts';
import { nextJobKey } from './initial-state.ts';
import type { AwsError, LaunchInput, ServerObstacle } from './input.ts';
import type { DecisionLog } from './log.ts';
import { withoutHopeless } from './without-hopeless.ts';

/** What becomes of planned and claimed jobs (design 6.1, 6.5). */
export const decideLaunch = (log: DecisionLog, input: LaunchInput): string | undefined => {
  const rejection = applyLaunch(log, input);
  if (rejection === undefined) endWaves(log);
  return rejection;
};

const applyLaunch = (log: DecisionLog, input: LaunchInput): string | undefined => {
  switch (input.type) {
    case 'launchChecked':
      return claimJobs(log, input);
    case 'launchPostponed':
      for (const job of lookedAtJobs(log, input.jobKeys)) {
        if (!adopt(log, job, input.ownJobIds)) hold(log, job, input.reason, input.notBefore, true);
      }
      return undefined;
    case 'launchImpossible':
      for (const job of lookedAtJobs(log, input.jobKeys)) {
        if (!adopt(log, job, input.ownJobIds)) refuse(log, job, input.error, input.ownJobIds !== undefined);
      }
      return undefined;
    case 'jobStarted':
    case 'startRefused':
    case 'replyLost':
    case 'jobNotFound':
    case 'lookFailed':
      return answerClaim(log, input);
  }
};

const lookedAtJobs = (log: DecisionLog, jobKeys: readonly string[]): readonly LaunchJob[] =>
  log
    .state()
    .jobs.filter(
      (job) => jobKeys.includes(job.jobKey) && (job.state === 'PLANNED' || isHeldByOthers(log.state(), job)),
    );

/** What an earlier call made is ours, whatever else could not be found out. */
const adopt = (
  log: DecisionLog,
  { jobKey }: LaunchJob,
  ownJobIds: ReadonlyMap<string, string> | undefined,
): boolean => {
  const jobId = ownJobIds?.get(jobKey);
  if (jobId !== undefined) log.emit({ type: 'JobStarted', jobKey, jobId, adopted: true });
  return jobId !== undefined;
};

/** Refused for good; but first it is to be known whether an earlier call, whose reply was lost, made a job. */
const refuse = (log: DecisionLog, job: LaunchJob, error: AwsError, isListed: boolean): void => {
  if (mayTurnUp(job, isListed, log.now)) {
    const waitingFor = `whether DRS made a job of an earlier call, whose reply was lost; now AWS says ${error.code}: ${error.message}`;
    hold(log, job, waitingFor, addSeconds(log.now, limits.waitingRecheckSeconds), false);
    return;
  }
  log.emit({ type: 'JobRefused', jobKey: job.jobKey, error });
};

/** DRS may yet list a job that an earlier call made; while it does not let its jobs be listed, nobody knows for long. */
const mayTurnUp = ({ unansweredClaim }: LaunchJob, isListed: boolean, now: Instant): boolean =>
  unansweredClaim !== undefined &&
  (isYoung(unansweredClaim, now) ||
    (!isListed && secondsBetween(unansweredClaim.claimedTime, now) < limits.jobGiveUpHours * 3600));

/** Back to waiting; or, when nothing may start any more, withdrawn (I8), once it is known what an earlier call made. */
const hold = (
  log: DecisionLog,
  job: LaunchJob,
  waitingFor: string,
  notBefore: Instant,
  retry: boolean,
  isConflict = false,
): void => {
  if (!mayStart(log.state(), job)) {
    if (job.unansweredClaim !== undefined) {
      log.emit({ type: 'JobLookedForStill', jobKey: job.jobKey });
      return;
    }
    log.emit({
      type: 'JobWithdrawn',
      jobKey: job.jobKey,
      reason: `not started: ${waitingFor}, and then no longer wanted`,
    });
    return;
  }
  const conflict = isConflict ? { conflict: true as const } : {};
  log.emit({ type: 'JobHeld', jobKey: job.jobKey, waitingFor, notBefore, retry, ...conflict });
};

/** Others are in the way. A job that waits for just that is left as it is: nothing has happened. */
const holdForOthers = (log: DecisionLog, job: LaunchJob, waitingFor: string): void => {
  if (isHeldByOthers(log.state(), job) && job.waitingFor === waitingFor) return;
  // Of an earlier call it is to be found out first what it made: such a job is planned again for that.
  if (!mayStart(log.state(), job) || job.unansweredClaim !== undefined) {
    hold(log, job, waitingFor, recheckTime(log.now, job), true, job.state === 'CLAIMED');
    return;
  }
  const notBefore = recheckTime(log.now, job);
  log.emit({ type: 'JobHeld', jobKey: job.jobKey, waitingFor, notBefore, retry: true, byOthers: true });
};

/** The pause before another try: doubled each time, bounded. */
export const backoffSeconds = (tries: number): number =>
  Math.min(limits.backoffMaxSeconds, limits.backoffFirstSeconds * 2 ** Math.min(tries, 10));

/** Waiting for others is looked at again after this time: at first soon, later each minute. */
const recheckTime = (now: Instant, job: LaunchJob): Instant =>
  addSeconds(now, Math.min(limits.backoffMaxSeconds, limits.waitingRecheckSeconds * 2 ** Math.min(job.tries, 4)));

const claimJobs = (log: DecisionLog, input: Extract<LaunchInput, { type: 'launchChecked' }>): string | undefined => {
  const place = scopeKey(input.scope);
  const planned = log.state().jobs.filter((job) => job.state === 'PLANNED' && scopeKey(job) === place);
  const reservedForPlanned: ScopeUse = {
    jobs: planned.length,
    servers: planned.reduce((sum, job) => sum + job.servers.length, 0),
  };
  const ours = usedByUs(input.ledger);
  // The planned jobs are in the ledger already; they are put back one by one as they fit beside what others use.
  let use = sumOfUse(
    { jobs: ours.jobs - reservedForPlanned.jobs, servers: ours.servers - reservedForPlanned.servers },
    usedByOthers(input.foreignJobs),
  );
  const held = lookedAtJobs(log, input.heldJobKeys ?? []).filter(
    (job) => job.state === 'WAITING' && scopeKey(job) === place,
  );
  for (const { jobKey, servers } of [...planned, ...held]) {
    if (adopt(log, log.job(jobKey), input.ownJobIds)) {
      use = sumOfUse(use, { jobs: 1, servers: servers.length });
      continue;
    }
    if (mustStayWhole(log.job(jobKey), input, use, log.now)) {
      const waitingFor = 'whether DRS made a job of an earlier call, whose reply was lost: until then it stays whole';
      hold(log, log.job(jobKey), waitingFor, addSeconds(log.now, limits.waitingRecheckSeconds), false);
      continue;
    }
    const job = takeOut(log, jobKey, input.obstacles);
    if (job === undefined) continue;
    if (!mayStart(log.state(), job)) {
      log.emit({ type: 'JobWithdrawn', jobKey, reason: 'no longer wanted before DRS was called' });
      continue;
    }
    const fit = fitJob(job.servers.length, use, place);
    if (!fit.fits) {
      holdForOthers(log, job, `${fit.waitingFor}; jobs of others count`);
      continue;
    }
    keepFirst(log, job, fit.serverCount, place);
    if (job.state === 'WAITING') log.emit({ type: 'JobPlanned', jobKey, serverCount: fit.serverCount });
    log.emit({
      type: 'JobClaimed',
      jobKey,
      claim: {
        claimId: input.claimId,
        claimedTime: log.now,
        expiresTime: addSeconds(log.now, limits.claimSeconds),
        ...(input.newestJob === undefined ? {} : { newestJobId: input.newestJob.jobId }),
        ...(input.newestJob?.creationTime === undefined ? {} : { newestJobTime: input.newestJob.creationTime }),
        ...(input.newestJob?.sameSecondJobIds === undefined
          ? {}
          : { sameSecondJobIds: [...input.newestJob.sameSecondJobIds] }),
      },
    });
    use = sumOfUse(use, { jobs: 1, servers: fit.serverCount });
  }
  return undefined;
};

/** A job of exactly these servers may yet turn up in DRS: divided, it could no longer be known as ours. */
const mustStayWhole = (
  job: LaunchJob,
  input: Extract<LaunchInput, { type: 'launchChecked' }>,
  use: ScopeUse,
  now: Instant,
): boolean => {
  if (job.unansweredClaim === undefined || !isYoung(job.unansweredClaim, now)) return false;
  const fit = fitJob(job.servers.length, use, scopeKey(job));
  const cut = fit.fits && fit.serverCount < job.servers.length;
  return cut || job.servers.some(({ sourceServerId }) => input.obstacles.has(sourceServerId));
};

/**
 * Takes the servers that cannot be launched now out of a job: refused ones are reported, held ones wait in a job of
 * their own; the rest starts (design 6.5). Returns the job as it is now, or undefined when nothing is left of it.
 */
const takeOut = (
  log: DecisionLog,
  jobKey: string,
  obstacles: ReadonlyMap<string, ServerObstacle>,
): LaunchJob | undefined => {
  const { pointInTime } = log.wave(log.job(jobKey).waveNumber);
  const refused = log
    .job(jobKey)
    .servers.flatMap((server) => decidedWithoutCall(server, pointInTime, obstacles.get(server.sourceServerId)));
  if (refused.length > 0) separateRefused(log, jobKey, refused);
  if (log.job(jobKey).servers.every((server) => server.outcome !== 'UNDECIDED')) return undefined;

  const held = log.job(jobKey).servers.flatMap((server) => {
    const obstacle = obstacles.get(server.sourceServerId);
    return obstacle?.kind === 'held'
      ? [{ sourceServerId: server.sourceServerId, waitingFor: obstacle.waitingFor }]
      : [];
  });
  const [first] = held;
  if (first === undefined) return log.job(jobKey);
  const job = log.job(jobKey);
  if (held.length === job.servers.length) {
    holdForOthers(log, job, first.waitingFor);
    return undefined;
  }
  log.emit({
    type: 'JobSplit',
    jobKey,
    newJobKey: nextJobKey(log.state().jobs, job.waveNumber, job.attempt),
    sourceServerIds: held.map((server) => server.sourceServerId),
    waitingFor: first.waitingFor,
  });
  return log.job(jobKey);
};

/** Refused servers leave the job, so that what is claimed is exactly what DRS is asked for. */
const separateRefused = (log: DecisionLog, jobKey: string, refused: readonly DecidedServer[]): void => {
  const job = log.job(jobKey);
  let refusedKey = jobKey;
  if (refused.length < job.servers.length) {
    refusedKey = nextJobKey(log.state().jobs, job.waveNumber, job.attempt);
    log.emit({
      type: 'JobSplit',
      jobKey,
      newJobKey: refusedKey,
      sourceServerIds: refused.map((server) => server.sourceServerId),
      waitingFor: TAKEN_OUT,
    });
  }
  log.emit({ type: 'ServersDecided', jobKey: refusedKey, servers: [...refused] });
  log.emit({ type: 'JobEnded', jobKey: refusedKey, how: 'NOTHING_LEFT' });
};

type ClaimAnswer = Extract<LaunchInput, { claimId: string; jobKey: string }>;

/** Only the claim that was made can be answered, and only once. */
const answerClaim = (log: DecisionLog, input: ClaimAnswer): string | undefined => {
  const job = log.state().jobs.find((candidate) => candidate.jobKey === input.jobKey);
  if (job?.claim === undefined || job.state !== 'CLAIMED' || job.claim.claimId !== input.claimId) {
    return `the claim ${input.claimId} on ${input.jobKey} is over`;
  }
  switch (input.type) {
    case 'jobStarted':
      log.emit({ type: 'JobStarted', jobKey: job.jobKey, jobId: input.jobId, adopted: input.adopted });
      return undefined;
    case 'replyLost':
      // When the call is over, the settling time starts now, and not only at the claim's end.
      log.emit({
        type: 'JobReplyLost',
        jobKey: job.jobKey,
        error: input.error,
        claimEndsTime: input.mayStillRun === true ? job.claim.expiresTime : log.now,
      });
      return undefined;
    case 'jobNotFound':
      if (mayStart(log.state(), job)) log.emit({ type: 'JobNotFound', jobKey: job.jobKey });
      else if (isYoung(job.claim, log.now)) {
        // Nothing waits for it any more, so there is time to be sure: DRS may list a job late.
        log.emit({ type: 'JobLookFailed', jobKey: job.jobKey, error: notListed, retryTime: addSeconds(log.now, 30) });
      } else
        log.emit({ type: 'JobWithdrawn', jobKey: job.jobKey, reason: 'its call made no job, and it is not wanted' });
      return undefined;
    case 'lookFailed':
      lookAgain(log, job, input);
      return undefined;
    case 'startRefused':
      return refuseStart(log, job, input);
  }
};

const notListed = { code: 'NotListed', message: 'DRS lists no job of it (yet)' };

/** DRS may still list a job that this claim's call made. */
const isYoung = (claim: Claim, now: Instant): boolean =>
  secondsBetween(claim.expiresTime, now) < limits.lostJobWatchSeconds;

/** Whether the call made a job stays open until DRS can be asked; that has an end too (I10). */
const lookAgain = (log: DecisionLog, job: LaunchJob, input: Extract<LaunchInput, { type: 'lookFailed' }>): void => {
  const { jobKey, claim } = job;
  const { code, message } = input.error;
  const isOpen = claim === undefined || secondsBetween(claim.claimedTime, log.now) < limits.jobGiveUpHours * 3600;
  if (isOpen || job.tries < limits.failedLooksMin) {
    log.emit({ type: 'JobLookFailed', jobKey, error: input.error, retryTime: input.retryTime });
    return;
  }
  const unknown = `for ${limits.jobGiveUpHours} h it could not be found out whether StartRecovery made a job: ${message}`;
  log.emit({ type: 'JobRefused', jobKey, error: { code, message: unknown } });
};

const refuseStart = (
  log: DecisionLog,
  job: LaunchJob,
  input: Extract<LaunchInput, { type: 'startRefused' }>,
): undefined => {
  const words = `${input.error.code}: ${input.error.message}`;
  // Divided, it could no longer be known as ours.
  if ((input.retryTime === undefined || input.obstacles.size > 0) && mayTurnUp(job, true, log.now)) {
    refuse(log, job, input.error, true);
    return undefined;
  }
  if (input.obstacles.size > 0) {
    const rest = takeOut(log, job.jobKey, withoutHopeless(job, input.obstacles));
    if (rest !== undefined)
      hold(log, rest, `another try without the servers that AWS refused (${words})`, log.now, false);
    return undefined;
  }
  if (input.retryTime !== undefined) {
    hold(log, job, `AWS: ${words}`, input.retryTime, true);
    return undefined;
  }
  log.emit({ type: 'JobRefused', jobKey: job.jobKey, error: input.error });
  return undefined;
};

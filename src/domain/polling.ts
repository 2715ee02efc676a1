/**
 * When to look again: sparse while nothing can finish, dense when it is about to (design 10). Pure pacing: nothing is
 * decided here.
 */
import { activityWakeTimes } from './activity-pace.ts';
import { activitiesOf, isEndedActivity } from './activity-states.ts';
import { isFromTheFuture, isHeldUntil } from './clock-skew.ts';
import { chanceOfEnd, type Forecast, forecastJob } from './launch-forecast.ts';
import { limits } from './limits.ts';
import type { DriverState, ExecutionState, LaunchJob } from './model/execution.ts';
import type { Instant } from './model/identifiers.ts';
import type { JobObservation, ScopeObservation, ServerObservation } from './model/observation.ts';
import { scopeKey } from './model/scope.ts';
import { isFinalExecution, isHeldByOthers, isLaunchingWave, mayStart } from './statuses.ts';
import { addSeconds, earlierOf, isBefore, laterOf, secondsBetween } from './time.ts';
import { deadlineOf } from './transition/advance.ts';
import { COMPLETED_JOB, isUnexplained, MISSING_JOB } from './transition/settle.ts';

const pace = {
  /**
   * A look is taken as soon as the job's end is expected to have gone unseen for so long: with any less often, the
   * seconds lost grow by more than the looks saved. On jobs of 10 servers, twice as much saves 6 looks in 100 and sees
   * the end 0.3 s later; half as much costs 6 more.
   */
  lookWorthSeconds: 0.1,
  /** Where DRS's events arrive, an end goes unseen only when its event is lost; one in fifty is assumed. */
  lookWorthSecondsWithEvents: 5,
  /** Then looks are for phases alone while nothing comes up. */
  preparingSecondsWithEvents: 80,
  /** An event so long before a decision was seen is not the one that told of it. */
  eventLeadSeconds: 60,
  /** Events that arrived within this time may be expected for the first server of a job too. */
  eventsTrustedSeconds: 86_400,
  /** A server that is up is shown within so many seconds: on average within 12, at 8 looks a job (design 10 wants 15). */
  visibleSeconds: 25,
  /** A job that has just begun: people want to see that it has. */
  firstLookSeconds: 30,
  /** Nothing can be up within a minute: often enough for the phases that people are shown. */
  preparingSeconds: 60,
  /** A job that runs for longer than this is looked at less often: something is wrong with it. */
  slowAfterSeconds: 3600,
  slowSeconds: 60,
  /** A completed or vanished job with undecided servers is settled within the grace period. */
  unsettledSeconds: 20,
  /** Fine enough for waits that are whole seconds. */
  stepSeconds: 0.5,
} as const;

/**
 * Seconds from one look at a job to the next. The forecast says how likely the job is over by each moment; the next look
 * is due when the end has gone unseen, on average over what may happen, for as long as a look is worth. So looks lie
 * close together where the last server is likely to come up, and nowhere else. In between, servers that came up are to
 * be shown: half a minute after the first of them can be up, there is a look in any case. Where DRS's events arrive they say when to
 * look, and looks beside them are for the event that is lost, for phases, and for the job's own end, of which none tells.
 */
export const pollIntervalSeconds = (
  job: LaunchJob,
  observation: JobObservation | undefined,
  now: Instant,
  eventTime?: Instant,
): number => {
  if (observation === undefined) return pace.firstLookSeconds;
  if (observation.jobStatus === COMPLETED_JOB || observation.jobStatus === MISSING_JOB) return pace.unsettledSeconds;
  const forecasts = forecastJob(job, observation);
  const runningSeconds = job.startedTime === undefined ? 0 : secondsBetween(job.startedTime, now);
  const visibleSeconds = runningSeconds > pace.slowAfterSeconds ? pace.slowSeconds : pace.visibleSeconds;
  if (isToldByEvents(job, observation, eventTime)) {
    return secondsUntilWorthLooking(forecasts, pace.preparingSecondsWithEvents, pace.lookWorthSecondsWithEvents);
  }
  const firstUpSeconds = Math.min(...forecasts.map((forecast) => forecast.earliestSeconds));
  const secondsMax = Math.min(firstUpSeconds + visibleSeconds, pace.preparingSeconds);
  return secondsUntilWorthLooking(forecasts, secondsMax, pace.lookWorthSeconds);
};

/** Events arrive, as far as is known: the last decision that was seen came with one. */
const isToldByEvents = (job: LaunchJob, observation: JobObservation, eventTime: Instant | undefined): boolean => {
  const { lastPolledTime, servers } = observation;
  if (eventTime === undefined || isFromTheFuture(eventTime, lastPolledTime)) return false;
  // No event tells of a job's end, nor of what a clean-up has terminated.
  if (job.purpose === 'CLEAN_UP' || !job.servers.some(({ outcome }) => outcome === 'UNDECIDED')) return false;
  const decided = servers.flatMap(({ decidedTime }) => decidedTime ?? []);
  return decided.length === 0
    ? secondsBetween(eventTime, lastPolledTime) < pace.eventsTrustedSeconds
    : secondsBetween(eventTime, decided.reduce(laterOf)) < pace.eventLeadSeconds;
};

/** Adds up the chance that the end goes unseen, from now on in small steps. */
const secondsUntilWorthLooking = (
  forecasts: readonly Forecast[],
  secondsMax: number,
  lookWorthSeconds: number,
): number => {
  let unseenSeconds = 0;
  for (let seconds = pace.stepSeconds; seconds < secondsMax; seconds += pace.stepSeconds) {
    unseenSeconds += pace.stepSeconds * chanceOfEnd(forecasts, seconds - pace.stepSeconds / 2);
    if (unseenSeconds >= lookWorthSeconds) return seconds;
  }
  return secondsMax;
};

/** When a started job should be looked at next: by its pace, or a moment after DRS's last event there. */
export const nextPollTime = (
  job: LaunchJob,
  observation: JobObservation | undefined,
  now: Instant,
  eventTime?: Instant,
): Instant => {
  const since = observation?.lastPolledTime ?? job.startedTime ?? now;
  if (isFromTheFuture(since, now)) return now;
  const paceTime = addSeconds(since, pollIntervalSeconds(job, observation, now, eventTime));
  const pollTime = laterOf(paceTime, observation?.instanceLookFailure?.retryTime ?? paceTime);
  if (eventTime === undefined || !isBefore(since, eventTime) || isFromTheFuture(eventTime, now)) return pollTime;
  return earlierOf(pollTime, laterOf(eventTime, addSeconds(since, limits.eventPauseSeconds)));
};

/** A launched server of which EC2 has not told all, or was still bringing it up. */
export const isIncomplete = (server: ServerObservation): boolean =>
  server.launchStatus === 'LAUNCHED' && (server.privateIp === undefined || server.instanceState === 'pending');

/** What the record should have and has not: addresses, or DRS's own words. */
const isUntold = (observation: JobObservation): boolean =>
  observation.servers.some(
    (server) =>
      (server.launchStatus === 'LAUNCHED' && server.privateIp === undefined) ||
      isUnexplained(server, observation.logReadTime),
  );

const LONG_AGO: Instant = '1970-01-01T00:00:00.000Z';

const endOf = (job: LaunchJob): Instant => job.endTime ?? LONG_AGO;

const lastWordsEnd = (job: LaunchJob): Instant => addSeconds(endOf(job), limits.lastWordsSeconds);

/** Every wave is over, and the record still lacks what another look may tell: asked for a short while before the end. */
export const awaitsLastWords = (
  state: ExecutionState,
  observations: ReadonlyMap<string, JobObservation>,
  now: Instant,
): boolean => state.jobs.some((job) => isUntoldLately(job, observations, now));

/** What is done after the launch of these waves waits so long for the addresses of their servers. */
export const wavesAwaitingLastWords = (
  state: ExecutionState,
  observations: ReadonlyMap<string, JobObservation>,
  now: Instant,
): ReadonlySet<number> =>
  new Set(state.jobs.flatMap((job) => (isUntoldLately(job, observations, now) ? [job.waveNumber] : [])));

const isEndedLaunch = ({ state, purpose }: LaunchJob): boolean => state === 'ENDED' && purpose !== 'CLEAN_UP';

const isUntoldLately = (job: LaunchJob, observations: ReadonlyMap<string, JobObservation>, now: Instant): boolean => {
  const observation = observations.get(job.jobKey);
  if (observation === undefined || !isEndedLaunch(job)) return false;
  return isUntold(observation) && isBefore(now, lastWordsEnd(job));
};

/** Ended so recently that addresses which the last look did not tell are still asked for. */
const endedLately = (job: LaunchJob, now: Instant): boolean =>
  isBefore(now, addSeconds(endOf(job), limits.lateEnrichmentSeconds));

/** What comes after the launch of its wave is not over: it may be told of the addresses, however late they are known. */
const isActedOn = (state: ExecutionState, job: LaunchJob): boolean =>
  state.waves.some(
    (wave) =>
      wave.waveNumber === job.waveNumber &&
      isLaunchingWave(wave) &&
      activitiesOf(wave, 'after').some((activity) => !isEndedActivity(activity)),
  );

/** Ended, and what the last look did not tell of its instances is still asked for. */
export const isStillAskedAbout = (state: ExecutionState, job: LaunchJob, now: Instant): boolean =>
  isEndedLaunch(job) && (endedLately(job, now) || isActedOn(state, job));

/** When the instances of an ended job are to be looked up once more; undefined when all is told, or too much time gone. */
export const lateEnrichmentTime = (
  state: ExecutionState,
  job: LaunchJob,
  observation: JobObservation | undefined,
  now: Instant,
): Instant | undefined => {
  if (observation === undefined || !isStillAskedAbout(state, job, now)) return undefined;
  const { enrichedTime, lastPolledTime, servers } = observation;
  const isLate = !endedLately(job, now);
  const isAddressMissing = servers.some(isIncomplete);
  const untold = !isLate && isUntold(observation);
  if (!untold && !isAddressMissing) return undefined;
  // The look that saw the end left the addresses out, for a wave that waited.
  if (isAddressMissing && (enrichedTime === undefined || isBefore(enrichedTime, lastPolledTime))) return lastPolledTime;
  const end = lastWordsEnd(job);
  if (untold && isBefore(now, end)) {
    return earlierOf(addSeconds(lastPolledTime, limits.lastWordsPauseSeconds), end);
  }
  // Late, as often as an action that takes long is looked at: it begins when they are known.
  return addSeconds(lastPolledTime, isLate ? limits.actionSlowLookSeconds : limits.lateEnrichmentPauseSeconds);
};

/** Until when AWS is left alone after a failed look. */
export const retryTimeOf = (scope: ScopeObservation | undefined, now: Instant): Instant | undefined =>
  scope?.failure === undefined || isFromTheFuture(scope.failure.time, now) ? undefined : scope.failure.retryTime;

/** True while somebody looks at the account and Region. */
export const isLeased = (scope: ScopeObservation | undefined, now: Instant): boolean =>
  isHeldUntil(scope?.leaseUntil, limits.pollLeaseSeconds, now);

const leasedTimeOf = (leaseUntil: Instant): Instant => addSeconds(leaseUntil, -limits.pollLeaseSeconds);

/**
 * When to come back while somebody else looks at the account and Region. Whoever looks wakes us when it is news; when he
 * is slow or dead, we ask after twice the time, again and again, until his lease has ended.
 */
const leaseRecheckTime = (scope: ScopeObservation | undefined, now: Instant): Instant | undefined => {
  if (scope?.leaseUntil === undefined || !isLeased(scope, now)) return undefined;
  const heldSeconds = Math.max(1, secondsBetween(leasedTimeOf(scope.leaseUntil), now));
  return earlierOf(addSeconds(now, heldSeconds), scope.leaseUntil);
};

/**
 * When the execution wants its next turn: the earliest of its polls, claims, waits and deadlines. Never absent before
 * the end: a wait for a person is renewed each day.
 */
export const nextWakeTime = (
  state: ExecutionState,
  observations: ReadonlyMap<string, JobObservation>,
  scopes: ReadonlyMap<string, ScopeObservation>,
  now: Instant,
  { heldLookTime, activityLooks }: Pick<DriverState, 'heldLookTime' | 'activityLooks'> = {},
): Instant => {
  const latest = addSeconds(now, limits.parkSecondsMax);
  if (isFinalExecution(state.header.status)) return latest;
  const jobTimes = state.jobs.flatMap((job) => wakeTimesOfJob(state, job, observations, scopes, now, heldLookTime));
  const deadlines = state.waves
    .filter(isLaunchingWave)
    .flatMap((wave) => deadlineOf(wave) ?? [])
    .filter((deadline) => isBefore(now, deadline));
  return [
    ...jobTimes,
    ...deadlines,
    ...activityWakeTimes(state, activityLooks, now, wavesAwaitingLastWords(state, observations, now)),
  ].reduce(earlierOf, latest);
};

const wakeTimesOfJob = (
  state: ExecutionState,
  job: LaunchJob,
  observations: ReadonlyMap<string, JobObservation>,
  scopes: ReadonlyMap<string, ScopeObservation>,
  now: Instant,
  heldLookTime: Instant | undefined,
): readonly Instant[] => {
  switch (job.state) {
    case 'PLANNED':
      return [now];
    case 'CLAIMED':
      return [lookForJobTime(job)];
    case 'STARTED': {
      const scope = scopes.get(scopeKey(job));
      const poll = nextPollTime(job, observations.get(job.jobKey), now, scope?.eventTime);
      return [[retryTimeOf(scope, now) ?? poll, leaseRecheckTime(scope, now) ?? poll].reduce(laterOf, poll)];
    }
    case 'WAITING':
      if (!mayStart(state, job)) return [];
      if (isHeldByOthers(state, job)) return [nextHeldLookTime(job, heldLookTime, now)];
      // AWS said when; or somebody else has to let go of something, and nobody tells us that.
      return job.notBefore !== undefined && isBefore(now, job.notBefore)
        ? [job.notBefore]
        : [addSeconds(now, limits.waitingRecheckSeconds)];
    case 'ENDED': {
      const time = lateEnrichmentTime(state, job, observations.get(job.jobKey), now);
      // Overdue when the last poll could not do it: it is no reason to hurry.
      return time === undefined ? [] : [laterOf(time, addSeconds(now, limits.backoffFirstSeconds))];
    }
    case 'REFUSED':
    case 'WITHDRAWN':
      return [];
  }
};

/** The jobs that others hold and that are to be looked at now: when one of them is due, all are, in one look. */
export const dueHeldJobs = (
  state: ExecutionState,
  heldLookTime: Instant | undefined,
  now: Instant,
): readonly LaunchJob[] => {
  const held = state.jobs.filter((job) => isHeldByOthers(state, job) && !isBefore(now, job.notBefore ?? now));
  return held.some((job) => !isBefore(now, nextHeldLookTime(job, heldLookTime, now))) ? held : [];
};

/** When a job that others hold is looked at again: soon at first, later each minute. */
const nextHeldLookTime = (job: LaunchJob, heldLookTime: Instant | undefined, now: Instant): Instant => {
  const first = job.notBefore ?? now;
  if (heldLookTime === undefined || isFromTheFuture(heldLookTime, now)) return first;
  const waitedSeconds = secondsBetween(job.waitingSince ?? heldLookTime, heldLookTime);
  const pauseSeconds = Math.max(limits.waitingRecheckSeconds, Math.min(limits.backoffMaxSeconds, waitedSeconds));
  return laterOf(first, addSeconds(heldLookTime, pauseSeconds));
};

/** When an unanswered claim may be looked into: nobody can be calling any more, and DescribeJobs has settled. */
export const lookForJobTime = (job: LaunchJob): Instant =>
  laterOf(addSeconds(job.claim?.expiresTime ?? LONG_AGO, limits.claimSettlingSeconds), job.notBefore ?? LONG_AGO);

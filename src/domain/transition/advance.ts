import { limits } from '../limits.ts';
import type { ExecutionState, LaunchJob, WaveExecution, WaveStatus } from '../model/execution.ts';
import type { JobObservation } from '../model/observation.ts';
import { scopeKey } from '../model/scope.ts';
import { countOf, firstFew, waveLabel } from '../names.ts';
import { awaitedApproval, nextActivity } from '../next-activity.ts';
import { byUrgency, fitJob, type ScopeUse, sumOfUse, usedByUs } from '../schedule.ts';
import {
  awaitsFailureDecision,
  hasOpenJobs,
  isFinalExecution,
  isHeldByOthers,
  isLaunchingWave,
  isOpenJob,
  isPassedWave,
  isTerminalWave,
  mayStart,
  succeededCount,
  successOf,
} from '../statuses.ts';
import { addSeconds, isBefore, secondsBetween } from '../time.ts';
import { waitsForPerson } from '../waits-for-person.ts';
import { advanceActivities, dropActivities } from './activities.ts';
import { nextJobKey } from './initial-state.ts';
import type { AdvanceInput } from './input.ts';
import { type DecisionLog, jobsOfWave } from './log.ts';
import { waveOutcome } from './outcome.ts';
import { lookedSince, settleJob } from './settle.ts';
import { waveEnd } from './wave-end.ts';

/** One turn, in this order: what was observed, what ended, what failed, what may start, and whether people are needed. */
export const decideAdvance = (log: DecisionLog, input: AdvanceInput): string | undefined => {
  const { header } = log.state();
  if (isFinalExecution(header.status) || header.rosterId === undefined) return undefined;
  const budget = limits.jobsChangedPerTurn - log.state().jobs.filter((job) => job.state === 'PLANNED').length;
  const settledCount = settleJobs(log, input, budget);
  advanceActivities(log);
  endWaves(log);
  settleTimedOutWaves(log);
  timeOutWaves(log, input.observations);
  skipAfterFailure(log);
  reachGates(log);
  startReadyWaves(log);
  advanceActivities(log);
  scheduleJobs(log, input, budget - settledCount);
  endWaves(log);
  skipAfterFailure(log);
  pauseWhenPeopleAreNeeded(log);
  return undefined;
};

const settleJobs = (log: DecisionLog, { observations, lookFailures }: AdvanceInput, budget: number): number => {
  let settledCount = 0;
  for (const job of log.state().jobs.filter((candidate) => candidate.state === 'STARTED')) {
    if (settledCount >= budget) continue;
    const message = lookFailures?.get(scopeKey(job));
    const failedLook = message === undefined ? undefined : { now: log.now, message };
    const events = settleJob(job, observations.get(job.jobKey), failedLook);
    for (const event of events) log.emit(event);
    if (events.length > 0) settledCount += 1;
  }
  return settledCount;
};

/** Ends the launching waves of which no job is open any more, and no activity has its turn. */
export const endWaves = (log: DecisionLog): void => {
  for (const wave of log.state().waves.filter(isLaunchingWave)) {
    if (hasOpenJobs(log.state(), wave.waveNumber)) continue;
    if (nextActivity(log.state(), wave) !== undefined) continue;
    const { status, reason } = waveEnd(log.state(), wave);
    endWave(log, wave, status, reason);
  }
};

export const endWave = (log: DecisionLog, wave: WaveExecution, status: WaveStatus, reason: string): void => {
  dropActivities(log, wave);
  log.emit({ type: 'WaveEnded', waveNumber: wave.waveNumber, status, reason });
};

/**
 * A wave's time runs from its first accepted job. Before it is called timed out, every running job of it must have been
 * looked at after the deadline, and what was seen be settled: a job that ended in time but was seen late is in time.
 */
const timeOutWaves = (log: DecisionLog, observations: ReadonlyMap<string, JobObservation>): void => {
  for (const wave of log.state().waves.filter(isLaunchingWave)) {
    const deadline = deadlineOf(wave);
    if (deadline === undefined || isBefore(log.now, deadline)) continue;
    // Its servers are decided: what is still done for it has time limits of its own.
    if (!hasOpenJobs(log.state(), wave.waveNumber)) continue;
    const jobs = jobsOfWave(log.state(), wave.waveNumber);
    const running = jobs.filter((job) => job.state === 'STARTED');
    if (jobs.some((job) => job.state === 'CLAIMED')) continue;
    if (!running.every((job) => lookedSince(observations.get(job.jobKey), deadline))) continue;
    // What was seen of it is more than one turn settles: the next one knows how it ended.
    if (running.some((job) => settleJob(job, observations.get(job.jobKey), undefined).length > 0)) continue;
    lookForUnanswered(log, jobs);
    for (const job of jobsOfWave(log.state(), wave.waveNumber).filter((candidate) => candidate.state === 'PLANNED')) {
      log.emit({ type: 'JobWithdrawn', jobKey: job.jobKey, reason: `${waveLabel(wave)} timed out before its launch` });
    }
    const succeeded = succeededCount(wave);
    const undecided = wave.serverCount - succeeded - wave.failedCount;
    const watched = running.length === 0 ? '' : `; ${countOf(running.length, 'job')} of it will be watched to the end`;
    endWave(
      log,
      wave,
      'TIMED_OUT',
      `not done within ${wave.timeoutMinutes} min of its first launch: ${succeeded} of ${countOf(wave.serverCount, 'server')} ${successOf(log.state()).toLowerCase()}, ${wave.failedCount} failed, ${undecided} undecided${watched}`,
    );
  }
};

/** Jobs that will not be started any more, but may have been: whether they were is found out before the run ends (I3). */
export const lookForUnanswered = (log: DecisionLog, jobs: readonly LaunchJob[]): void => {
  for (const job of jobs) {
    if (job.unansweredClaim === undefined || (job.state !== 'WAITING' && job.state !== 'PLANNED')) continue;
    log.emit({ type: 'JobLookedForStill', jobKey: job.jobKey });
  }
};

/** A timed-out wave whose last job is over: the reason now says how it came out, not how it stood at the time-out. */
const settleTimedOutWaves = (log: DecisionLog): void => {
  for (const wave of log.state().waves) {
    if (wave.status !== 'TIMED_OUT' || wave.settledTime !== undefined) continue;
    if (hasOpenJobs(log.state(), wave.waveNumber)) continue;
    const { reason } = waveOutcome(log.state(), wave);
    log.emit({
      type: 'WaveSettled',
      waveNumber: wave.waveNumber,
      reason: `not done within ${wave.timeoutMinutes} min of its first launch; in the end ${reason}`,
    });
  }
};

/** When the wave has to be done; undefined before its first launch. */
export const deadlineOf = (wave: WaveExecution): string | undefined =>
  wave.firstLaunchTime === undefined ? undefined : addSeconds(wave.firstLaunchTime, wave.timeoutMinutes * 60);

/** `onFailure: stop`: what has not started is not started; what runs goes on. */
const skipAfterFailure = (log: DecisionLog): void => {
  const stopping = log
    .state()
    .waves.find((wave) => (wave.status === 'FAILED' || wave.status === 'TIMED_OUT') && wave.onFailure === 'stop');
  if (stopping === undefined) return;
  for (const wave of log
    .state()
    .waves.filter((candidate) => !isTerminalWave(candidate) && !isLaunchingWave(candidate))) {
    endWave(
      log,
      wave,
      'SKIPPED',
      `not started: ${waveLabel(stopping)} is ${stopping.status}, and it says stop on failure`,
    );
  }
};

const isReady = (state: ExecutionState, wave: WaveExecution): boolean =>
  wave.status === 'PENDING' &&
  wave.dependsOnWaves.every((dependency) =>
    state.waves.some((other) => other.waveNumber === dependency && isPassedWave(other)),
  );

const isGated = (wave: WaveExecution): boolean => wave.pauseBeforeWave && wave.gateOpenedBy === undefined;

const reachGates = (log: DecisionLog): void => {
  if (log.state().header.cancelRequested) return;
  for (const wave of log.state().waves.filter((candidate) => isReady(log.state(), candidate) && isGated(candidate))) {
    log.emit({ type: 'GateReached', waveNumber: wave.waveNumber });
  }
};

/** Starts every wave whose dependencies have passed and whose gate is open, unless something holds all waves back. */
export const startReadyWaves = (log: DecisionLog): void => {
  const { header, waves } = log.state();
  if (header.pauseRequested || header.cancelRequested || waves.some(awaitsFailureDecision)) return;
  for (const wave of waves.filter((candidate) => isReady(log.state(), candidate) && !isGated(candidate))) {
    log.emit({ type: 'WaveStarting', waveNumber: wave.waveNumber });
  }
};

/** Plans the waiting jobs that fit, most urgent first; tells the others what they wait for. */
const scheduleJobs = (log: DecisionLog, input: AdvanceInput, budget: number): void => {
  const state = log.state();
  const use = new Map<string, ScopeUse>();
  let left = budget;
  const waiting = state.jobs
    .filter((job) => job.state === 'WAITING' && mayStart(state, job))
    .sort(byUrgency(state.waves));
  for (const job of waiting) {
    if (left <= 0) return;
    if (waitedTooLong(log, job)) {
      left -= 1;
      continue;
    }
    // Looked at before it is planned: a wait of hours is then one event, not two for each look.
    if (isHeldByOthers(state, job)) continue;
    if (job.notBefore !== undefined && isBefore(log.now, job.notBefore)) continue;
    const place = scopeKey(job);
    const ledger = input.ledgers.get(place);
    if (ledger === undefined) continue;
    const used = use.get(place) ?? usedByUs(ledger);
    const fit = fitJob(job.servers.length, used, place);
    if (!fit.fits) {
      if (job.waitingFor !== fit.waitingFor) {
        log.emit({ type: 'JobHeld', jobKey: job.jobKey, waitingFor: fit.waitingFor, notBefore: log.now, retry: false });
        left -= 1;
      }
      continue;
    }
    keepFirst(log, job, fit.serverCount, place);
    log.emit({ type: 'JobPlanned', jobKey: job.jobKey, serverCount: fit.serverCount });
    use.set(place, sumOfUse(used, { jobs: 1, servers: fit.serverCount }));
    left -= 1;
  }
};

/** Moves what does not fit into a job of its own, which waits. */
export const keepFirst = (log: DecisionLog, job: LaunchJob, serverCount: number, place: string): void => {
  const rest = job.servers.slice(serverCount);
  if (rest.length === 0) return;
  log.emit({
    type: 'JobSplit',
    jobKey: job.jobKey,
    newJobKey: nextJobKey(log.state().jobs, job.waveNumber, job.attempt),
    sourceServerIds: rest.map((server) => server.sourceServerId),
    waitingFor: `free servers in the jobs of ${place}: DRS takes at most ${limits.serversInAllJobs} in all jobs`,
  });
};

/** Waiting for others has an end (I10): then the servers count as failed, with what they waited for. */
const waitedTooLong = (log: DecisionLog, job: LaunchJob): boolean => {
  if (job.waitingSince === undefined) return false;
  if (secondsBetween(job.waitingSince, log.now) < limits.waitForOthersHours * 3600) return false;
  log.emit({
    type: 'JobRefused',
    jobKey: job.jobKey,
    error: { code: 'WaitedTooLong', message: `waited ${limits.waitForOthersHours} h for ${job.waitingFor}` },
  });
  return true;
};

/** Over, and nobody has to decide about it. */
const isDone = (wave: WaveExecution): boolean => isTerminalWave(wave) && !awaitsFailureDecision(wave);

/** PAUSED means: nothing is in flight, and a person is needed. */
const pauseWhenPeopleAreNeeded = (log: DecisionLog): void => {
  const state = log.state();
  const { header, waves, jobs } = state;
  if (header.cancelRequested) return;
  const isBusy = (wave: WaveExecution): boolean => isLaunchingWave(wave) && awaitedApproval(state, wave) === undefined;
  if (jobs.some((job) => isOpenJob(state, job)) || waves.some(isBusy) || waves.every(isDone)) return;
  const reasons = waitsForPerson(state);
  const reason = firstFew(reasons);
  if (reasons.length === 0 || (header.status === 'PAUSED' && header.statusReason === reason)) return;
  log.emit({ type: 'ExecutionPaused', reason });
};

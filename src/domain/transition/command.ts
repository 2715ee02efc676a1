import { activitiesOf, activityLabel, isElsewhere, isRunningActivity } from '../activity-states.ts';
import { whyNoRetry } from '../can.ts';
import { countOf, firstFew, waveLabel } from '../names.ts';
import { awaitedApproval } from '../next-activity.ts';
import { cutIntoJobs } from '../roster-chunks.ts';
import { awaitsFailureDecision, isLaunchingWave, isTerminalWave, missingServers } from '../statuses.ts';
import { approve, cancelActivities, dropActivities } from './activities.ts';
import { endWave, endWaves, lookForUnanswered, startReadyWaves } from './advance.ts';
import { jobKeyOf } from './initial-state.ts';
import type { CommandInput } from './input.ts';
import type { DecisionLog } from './log.ts';

/** What a person asks for. `can` has allowed it already. */
export const decideCommand = (log: DecisionLog, input: CommandInput): string | undefined => {
  switch (input.type) {
    case 'pause':
      log.emit(
        { type: 'PauseRequested', ...(input.reason === undefined ? {} : { reason: input.reason }) },
        input.actor,
      );
      return undefined;
    case 'resume':
      return resume(log, input);
    case 'cancel':
      cancel(log, input.reason, input.actor);
      return undefined;
    case 'retry':
      return retry(log, input.waveNumber, input.actor);
    case 'skip':
      return skip(log, input);
  }
};

/** Opens exactly the gate that is named: a double click must not open the next one (design 8.7). */
const resume = (log: DecisionLog, input: Extract<CommandInput, { type: 'resume' }>): string | undefined => {
  const { waveNumber, actionName, attempt, actor } = input;
  if (waveNumber === undefined) {
    if (actionName !== undefined) return `name the wave whose action "${actionName}" is approved`;
    if (!log.state().header.pauseRequested) return 'no pause is requested; name the wave whose gate is to be opened';
    log.emit({ type: 'ExecutionResumed' }, actor);
    startReadyWaves(log);
    return undefined;
  }
  const wave = log.state().waves[waveNumber];
  if (wave === undefined) return `the execution has no wave ${waveNumber}`;
  if (attempt !== undefined && attempt !== wave.attempt) {
    return `${waveLabel(wave)} was tried again meanwhile: it is ${wave.status} in attempt ${wave.attempt}, and attempt ${attempt} was looked at`;
  }
  if (actionName !== undefined) {
    const refusal = approve(log, wave, actionName, actor);
    if (refusal === undefined) endWaves(log);
    return refusal;
  }
  const awaited = awaitedApproval(log.state(), wave);
  if (awaited !== undefined) return `${activityLabel(awaited)} of ${waveLabel(wave)} waits for approval: name it`;
  if (wave.status === 'AWAITING_APPROVAL') {
    log.emit({ type: 'GateOpened', waveNumber }, actor);
    startReadyWaves(log);
    return undefined;
  }
  if (awaitsFailureDecision(wave)) {
    log.emit({ type: 'WaveFailureAccepted', waveNumber }, actor);
    startReadyWaves(log);
    return undefined;
  }
  const opened =
    wave.gateOpenedBy === undefined ? '' : `; its gate was opened by ${wave.gateOpenedBy} at ${wave.gateOpenedTime}`;
  return `${waveLabel(wave)} does not wait for a person: it is ${wave.status}${opened}`;
};

/** A new attempt over the servers of a failed wave that are not up. What came up is left alone: a launch deletes. */
const retry = (log: DecisionLog, waveNumber: number, actor: string): string | undefined => {
  const state = log.state();
  const wave = state.waves[waveNumber];
  if (wave === undefined) return `the execution has no wave ${waveNumber}`;
  const refusal = whyNoRetry(state, wave);
  if (refusal !== undefined) return refusal;
  const attempt = wave.attempt + 1;
  log.emit(
    {
      type: 'WaveRetried',
      waveNumber,
      attempt,
      jobs: cutIntoJobs(missingServers(state, wave), ({ job }) => job).map(({ accountId, region, servers }, index) => ({
        jobKey: jobKeyOf(waveNumber, attempt, index),
        accountId,
        region,
        sourceServerIds: servers.map(({ server }) => server.sourceServerId),
      })),
    },
    actor,
  );
  return undefined;
};

/** Of a wave that has not started: the plan goes on as if it had passed. Of a failed one: it goes on without what failed. */
const skip = (log: DecisionLog, input: Extract<CommandInput, { type: 'skip' }>): string | undefined => {
  const { waveNumber, sourceServerIds, reason, actor } = input;
  const wave = log.state().waves[waveNumber];
  if (wave === undefined) return `the execution has no wave ${waveNumber}`;
  if (wave.status === 'PENDING' || wave.status === 'AWAITING_APPROVAL') {
    if (sourceServerIds !== undefined) return `${waveLabel(wave)} has not started: skip the whole wave, or wait for it`;
    dropActivities(log, wave);
    log.emit({ type: 'WaveSkipped', waveNumber, reason }, actor);
    startReadyWaves(log);
    return undefined;
  }
  if (!awaitsFailureDecision(wave)) {
    return `${waveLabel(wave)} is ${wave.status}: only a wave that has not started, or that failed and waits for a decision, can be skipped`;
  }
  const missing = missingServers(log.state(), wave).map(({ server }) => server.sourceServerId);
  const skipped = sourceServerIds ?? missing;
  const strangers = skipped.filter((id) => !missing.includes(id));
  if (strangers.length > 0) {
    return `${waveLabel(wave)} has no failed server ${firstFew(strangers, 5, ', ')}`;
  }
  if (skipped.length > 0)
    log.emit({ type: 'ServersSkipped', waveNumber, sourceServerIds: [...skipped], reason }, actor);
  if (missingServers(log.state(), log.wave(waveNumber)).length > 0) return undefined;
  log.emit({ type: 'WaveFailureAccepted', waveNumber }, actor);
  startReadyWaves(log);
  return undefined;
};

/** Actions that AWS runs, which are not stopped there. */
const actionsStill = (log: DecisionLog): string => {
  const running = log.state().waves.flatMap((wave) => activitiesOf(wave).filter(isRunningActivity).filter(isElsewhere));
  return running.length === 0
    ? ''
    : `; ${firstFew(running.map(activityLabel), 3, ', ')} may be running in AWS, and will be watched to the end`;
};

/**
 * DRS cannot cancel a job (design 6.3): nothing further starts, what was not called is withdrawn, what runs is watched
 * to its end.
 */
const cancel = (log: DecisionLog, reason: string, actor: string): void => {
  const running = log.state().jobs.filter((job) => job.state === 'CLAIMED' || job.state === 'STARTED');
  const unanswered = log.state().jobs.filter((job) => job.unansweredClaim !== undefined);
  const watched =
    running.length === 0
      ? unanswered.length === 0
        ? 'no job is running'
        : `${countOf(unanswered.length, 'job')} may have been made by a call whose reply was lost, and will be looked for`
      : `${countOf(running.length, 'job')} cannot be stopped in DRS and will be watched to the end`;
  const why = reason === '' ? '' : `: ${reason}`;
  log.emit({ type: 'CancelRequested', reason: `cancelled by ${actor}${why}; ${watched}${actionsStill(log)}` }, actor);
  cancelActivities(log, actor);
  for (const wave of log
    .state()
    .waves.filter((candidate) => !isTerminalWave(candidate) && !isLaunchingWave(candidate))) {
    endWave(log, wave, 'CANCELLED', `cancelled by ${actor} before it started`);
  }
  lookForUnanswered(log, log.state().jobs);
  for (const job of log.state().jobs.filter((candidate) => candidate.state === 'PLANNED')) {
    log.emit({ type: 'JobWithdrawn', jobKey: job.jobKey, reason: `cancelled by ${actor} before DRS was called` });
  }
  endWaves(log);
};

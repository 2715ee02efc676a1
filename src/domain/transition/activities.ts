/** What becomes of the activities around a wave: claimed before they are started, looked at, ended by what is seen. */
import {
  activitiesOf,
  activityLabel,
  endsByItself,
  isElsewhere,
  isEndedActivity,
  isRunningActivity,
} from '../activity-states.ts';
import { limits } from '../limits.ts';
import type { ActivityAnswer, WaveActivity } from '../model/activity.ts';
import type { EventData } from '../model/event.ts';
import type { WaveExecution } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { activityDeadline, awaitedApproval, nextActivity, nextLookTime } from '../next-activity.ts';
import { nameKey } from '../plan-names.ts';
import { isLaunchingWave } from '../statuses.ts';
import { addSeconds, isBefore, laterOf } from '../time.ts';
import type { ActivityInput } from './input.ts';
import type { DecisionLog } from './log.ts';

/** Begins and ends what needs nobody to be asked: waits, approvals, and what a cancel has left unanswered. */
export const advanceActivities = (log: DecisionLog): void => {
  for (const { waveNumber } of log.state().waves.filter(isLaunchingWave)) {
    while (advanceOne(log, waveNumber));
  }
};

const advanceOne = (log: DecisionLog, waveNumber: number): boolean => {
  const wave = log.wave(waveNumber);
  const activity = nextActivity(log.state(), wave);
  if (activity === undefined) return false;
  const isDue = hasPassed(activityDeadline(activity), log.now);
  if (activity.state === 'CLAIMED') {
    if (!log.state().header.cancelRequested || !hasPassed(activity.claim?.expiresTime, log.now)) return false;
    const message = 'cancelled while it was being started: whether it was is not known';
    return end(log, wave, activity, { state: 'CANCELLED', message });
  }
  if (!endsByItself(activity)) return false;
  if (activity.state === 'PLANNED') {
    log.emit({ type: 'ActivityStarted', waveNumber, ...named(activity), message: begun(activity) });
    return true;
  }
  if (!isDue) return false;
  return activity.kind === 'WAIT'
    ? end(log, wave, activity, { state: 'SUCCEEDED', message: `waited ${activity.timeoutMinutes} min` })
    : end(log, wave, activity, {
        state: 'TIMED_OUT',
        message: `nobody approved within ${activity.timeoutMinutes} min`,
      });
};

const begun = ({ kind, timeoutMinutes }: WaveActivity): string =>
  kind === 'WAIT' ? `waits ${timeoutMinutes} min` : `waits for approval, for ${timeoutMinutes} min at most`;

const hasPassed = (moment: Instant | undefined, now: Instant): boolean =>
  moment !== undefined && !isBefore(now, moment);

const named = ({ activityKey, activityName }: WaveActivity) => ({ activityKey, activityName });

type End = Pick<
  Extract<EventData, { type: 'ActivityEnded' }>,
  'state' | 'message' | 'output' | 'reference' | 'retryTime'
>;

const end = (log: DecisionLog, wave: WaveExecution, activity: WaveActivity, how: End, actor?: string): true => {
  const { waveNumber } = wave;
  const { required } = activity;
  log.emit({ type: 'ActivityEnded', waveNumber, ...named(activity), required, ...how }, actor);
  return true;
};

/** Of a claim on an activity whose turn it is, and of what its executor said. */
export const decideActivity = (log: DecisionLog, input: ActivityInput): string | undefined => {
  for (const wave of log.state().waves) {
    const activity = activitiesOf(wave).find(({ activityKey }) => activityKey === input.activityKey);
    if (activity === undefined) continue;
    return input.type === 'claimActivity' ? claim(log, wave, activity, input) : answer(log, wave, activity, input);
  }
  return `the execution has no action ${input.activityKey}`;
};

const claim = (
  log: DecisionLog,
  wave: WaveExecution,
  activity: WaveActivity,
  { claimId, token }: Extract<ActivityInput, { type: 'claimActivity' }>,
): string | undefined => {
  const { cancelRequested } = log.state().header;
  const hasTurn = nextActivity(log.state(), wave)?.activityKey === activity.activityKey;
  if (cancelRequested || !hasTurn || !mayClaim(activity, log.now)) {
    return `${activityLabel(activity)} is ${activity.state}: it is not to be started now`;
  }
  log.emit({
    type: 'ActivityClaimed',
    waveNumber: wave.waveNumber,
    ...named(activity),
    claim: { claimId, expiresTime: addSeconds(log.now, limits.claimSeconds) },
    token: activity.token ?? token,
  });
  return undefined;
};

/** Its time has come; or it was claimed by somebody who can no longer be calling, and gave no answer. */
export const mayClaim = (activity: WaveActivity, now: Instant): boolean => {
  if (endsByItself(activity)) return false;
  if (activity.state === 'PLANNED') return activity.notBefore === undefined || hasPassed(activity.notBefore, now);
  return activity.state === 'CLAIMED' && hasPassed(activity.claim?.expiresTime, now);
};

/** Only the claim that was made can be answered, until its try is over. */
const answer = (
  log: DecisionLog,
  wave: WaveExecution,
  activity: WaveActivity,
  { claimId, answer: said }: Extract<ActivityInput, { type: 'activityAnswered' }>,
): string | undefined => {
  if (!isRunningActivity(activity) || activity.claim?.claimId !== claimId) {
    return `the claim ${claimId} on ${activityLabel(activity)} is over`;
  }
  if (said.kind === 'succeeded') end(log, wave, activity, { ...wordsOf(said), state: 'SUCCEEDED' });
  else if (said.kind === 'failed') fail(log, wave, activity, wordsOf(said));
  else if (hasPassed(activityDeadline(activity), log.now)) {
    const message = timedOut(activity, said);
    end(log, wave, activity, { ...wordsOf(said), state: 'TIMED_OUT', message });
  } else if (said.kind === 'running') goOn(log, wave, activity, said);
  else holdBack(log, wave, activity, said);
  return undefined;
};

const wordsOf = (said: ActivityAnswer) => ({
  message: said.message,
  ...(said.kind === 'unavailable' || said.reference === undefined ? {} : { reference: said.reference }),
  ...('output' in said && said.output !== undefined ? { output: said.output } : {}),
});

const timedOut = (activity: WaveActivity, said: ActivityAnswer): string => {
  const still = isElsewhere(activity) && !wasNotStarted(activity, said) ? '; it may still run' : '';
  return `not done within ${activity.timeoutMinutes} min${still}. Last: ${said.message}`;
};

/** A start that certainly did not happen. */
const wasNotStarted = ({ state }: WaveActivity, said: ActivityAnswer): boolean =>
  state !== 'STARTED' && said.kind === 'unavailable' && !said.mayHaveHappened;

const goOn = (
  log: DecisionLog,
  wave: WaveExecution,
  activity: WaveActivity,
  said: Extract<ActivityAnswer, { kind: 'running' }>,
): void => {
  if (log.state().header.cancelRequested && !isElsewhere(activity)) {
    end(log, wave, activity, { state: 'CANCELLED', message: `cancelled: ${said.message}` });
    return;
  }
  if (activity.state === 'STARTED') return;
  log.emit({ type: 'ActivityStarted', waveNumber: wave.waveNumber, ...named(activity), ...wordsOf(said) });
};

/** A start that did not happen is made later; one that may have happened is repeated when its claim has ended. */
const holdBack = (
  log: DecisionLog,
  wave: WaveExecution,
  activity: WaveActivity,
  said: Extract<ActivityAnswer, { kind: 'unavailable' }>,
): void => {
  if (!wasNotStarted(activity, said)) return;
  if (log.state().header.cancelRequested) {
    end(log, wave, activity, { state: 'CANCELLED', message: `cancelled before it was started: ${said.message}` });
    return;
  }
  log.emit({
    type: 'ActivityHeld',
    waveNumber: wave.waveNumber,
    ...named(activity),
    message: said.message,
    notBefore: laterOf(nextLookTime(activity, log.now, log.now), addSeconds(log.now, said.retryAfterSeconds ?? 0)),
  });
};

const fail = (log: DecisionLog, wave: WaveExecution, activity: WaveActivity, words: Omit<End, 'state'>): void => {
  const isTriedAgain = activity.tries < activity.retries && !log.state().header.cancelRequested;
  const retry = isTriedAgain ? { retryTime: addSeconds(log.now, limits.actionRetryPauseSeconds) } : {};
  end(log, wave, activity, { ...words, state: 'FAILED', ...retry });
};

/** A person approves. Named by the action, so that a double click cannot approve the next one. */
export const approve = (
  log: DecisionLog,
  wave: WaveExecution,
  actionName: string,
  actor: string,
): string | undefined => {
  const awaited = awaitedApproval(log.state(), wave);
  // The names of a list differ by more than case.
  if (awaited === undefined || nameKey(awaited.activityName) !== nameKey(actionName)) {
    return awaited === undefined
      ? `action "${actionName}" does not wait for approval`
      : `${activityLabel(awaited)} waits for approval, not "${actionName}"`;
  }
  end(log, wave, awaited, { state: 'SUCCEEDED', message: `approved by ${actor}` }, actor);
  return undefined;
};

/** Nothing further is done around a wave that is over. */
export const dropActivities = (log: DecisionLog, wave: WaveExecution): void => {
  const left = activitiesOf(wave).filter((activity) => !isEndedActivity(activity));
  if (left.length === 0) return;
  const activityKeys = left.map(({ activityKey }) => activityKey);
  log.emit({ type: 'ActivitiesDropped', waveNumber: wave.waveNumber, activityKeys });
};

/** Nothing further starts: what is done from here ends at once, what runs elsewhere is watched to its end. */
export const cancelActivities = (log: DecisionLog, actor: string): void => {
  for (const wave of log.state().waves.filter(isLaunchingWave)) {
    for (const activity of activitiesOf(wave)) {
      if (activity.state !== 'STARTED' || isElsewhere(activity)) continue;
      end(log, wave, activity, { state: 'CANCELLED', message: `cancelled by ${actor}` }, actor);
    }
  }
};

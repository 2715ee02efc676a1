/** When an activity is to be started or looked at. Pure pacing: nothing is decided here. */
import { endsByItself } from './activity-states.ts';
import { isFromTheFuture } from './clock-skew.ts';
import { limits } from './limits.ts';
import type { WaveActivity } from './model/activity.ts';
import type { ActivityLook, ExecutionState } from './model/execution.ts';
import type { Instant } from './model/identifiers.ts';
import { activityDeadline, nextActivity, nextLookTime } from './next-activity.ts';
import { addSeconds, isBefore } from './time.ts';
import { mayClaim } from './transition/activities.ts';

type Looks = Readonly<Record<string, ActivityLook>> | undefined;

interface Current {
  readonly waveNumber: number;
  readonly activity: WaveActivity;
}

/** The activity of each wave that runs or has its turn. */
const currentActivities = (state: ExecutionState): readonly Current[] =>
  state.waves.flatMap((wave) => {
    const activity = nextActivity(state, wave);
    return activity === undefined ? [] : [{ waveNumber: wave.waveNumber, activity }];
  });

/** It is told of the new servers: their addresses are waited for, a short while. */
const isHeld = ({ phase, state }: WaveActivity, waveNumber: number, untoldWaves: ReadonlySet<number>): boolean =>
  phase === 'after' && state === 'PLANNED' && untoldWaves.has(waveNumber);

/** What an executor is to be asked now. */
export const dueActivities = (
  state: ExecutionState,
  looks: Looks,
  now: Instant,
  untoldWaves: ReadonlySet<number>,
): { readonly toStart: readonly WaveActivity[]; readonly toLookAt: readonly WaveActivity[] } => {
  const current = currentActivities(state);
  return {
    toStart: state.header.cancelRequested
      ? []
      : current
          .filter(({ activity, waveNumber }) => mayClaim(activity, now) && !isHeld(activity, waveNumber, untoldWaves))
          .map(({ activity }) => activity),
    toLookAt: current
      .map(({ activity }) => activity)
      .filter(
        (activity) =>
          activity.state === 'STARTED' && !endsByItself(activity) && !isBefore(now, lookTime(activity, looks, now)),
      ),
  };
};

const lookTime = (activity: WaveActivity, looks: Looks, now: Instant): Instant => {
  const last = looks?.[activity.activityKey]?.time ?? activity.tryTime ?? now;
  return isFromTheFuture(last, now) ? now : nextLookTime(activity, last, now);
};

/** When the execution is to take its next turn for its activities. */
export const activityWakeTimes = (
  state: ExecutionState,
  looks: Looks,
  now: Instant,
  untoldWaves: ReadonlySet<number>,
): readonly Instant[] =>
  currentActivities(state).flatMap(({ activity, waveNumber }) => {
    switch (activity.state) {
      case 'PLANNED':
        if (isHeld(activity, waveNumber, untoldWaves)) return [addSeconds(now, limits.backoffFirstSeconds)];
        return [activity.notBefore ?? now];
      case 'CLAIMED':
        return activity.claim === undefined ? [] : [activity.claim.expiresTime];
      default:
        // It runs: what is over has no turn.
        return endsByItself(activity) ? (activityDeadline(activity) ?? []) : [lookTime(activity, looks, now)];
    }
  });

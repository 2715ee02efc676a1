/** Which activity of a wave has its turn, and until when. One at a time, in their order. */
import { activitiesOf, failedRequirement, isReadyToLaunch, isRunningActivity } from './activity-states.ts';
import { limits } from './limits.ts';
import type { WaveActivity } from './model/activity.ts';
import type { ExecutionState, WaveExecution } from './model/execution.ts';
import type { Instant } from './model/identifiers.ts';
import { hasOpenJobs, isLaunchingWave } from './statuses.ts';
import { addSeconds, earlierOf, secondsBetween } from './time.ts';
import { waveOutcome } from './transition/outcome.ts';

/** The activity that runs, or whose turn it is; undefined when the wave goes on, or ends, without one. */
export const nextActivity = (state: ExecutionState, wave: WaveExecution): WaveActivity | undefined => {
  if (wave.activities === undefined || !isLaunchingWave(wave)) return undefined;
  const running = wave.activities.find(isRunningActivity);
  if (running !== undefined || state.header.cancelRequested) return running;
  const phase = isReadyToLaunch(wave) ? 'after' : 'before';
  if (failedRequirement(wave, phase) !== undefined) return undefined;
  if (phase === 'after' && !areServersUp(state, wave)) return undefined;
  return activitiesOf(wave, phase).find((activity) => activity.state === 'PLANNED');
};

/** Every server is decided, and enough of them are up: what comes after the launch has its turn. */
const areServersUp = (state: ExecutionState, wave: WaveExecution): boolean => {
  if (hasOpenJobs(state, wave.waveNumber)) return false;
  const { status } = waveOutcome(state, wave);
  return status === 'COMPLETED' || status === 'PARTIAL';
};

/** When the present try of an activity is over at the latest, and a WAIT has been waited for. */
export const activityDeadline = ({ tryTime, timeoutMinutes }: WaveActivity): Instant | undefined =>
  tryTime === undefined ? undefined : addSeconds(tryTime, timeoutMinutes * 60);

/** Often at first; what takes long is asked about less often; and once when its time is over. */
export const nextLookTime = (activity: WaveActivity, last: Instant, now: Instant): Instant => {
  const isSlow = secondsBetween(activity.tryTime ?? now, now) > limits.actionSlowAfterSeconds;
  const time = addSeconds(last, isSlow ? limits.actionSlowLookSeconds : limits.actionLookSeconds);
  return earlierOf(time, activityDeadline(activity) ?? time);
};

/** The approval that the wave waits for. */
export const awaitedApproval = (state: ExecutionState, wave: WaveExecution): WaveActivity | undefined => {
  const next = nextActivity(state, wave);
  return next?.kind === 'APPROVAL' && next.state === 'STARTED' ? next : undefined;
};

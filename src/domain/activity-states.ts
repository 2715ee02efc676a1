/** What the state of a wave's activities means, for those who ask. */
import type { ActivityKind, ActivityPhase, ActivityState, WaveActivity } from './model/activity.ts';
import type { WaveExecution } from './model/execution.ts';

const isOver: Readonly<Record<ActivityState, boolean>> = {
  PLANNED: false,
  CLAIMED: false,
  STARTED: false,
  SUCCEEDED: true,
  FAILED: true,
  TIMED_OUT: true,
  CANCELLED: true,
};

/** Kinds that are over when Breakwater stops asking: nothing of them runs anywhere else. */
const runsElsewhere: Readonly<Record<ActivityKind, boolean>> = {
  WAIT: false,
  APPROVAL: false,
  HTTP_CHECK: false,
  TCP_CHECK: false,
  SSM_AUTOMATION: true,
  SSM_COMMAND: true,
  LAMBDA: true,
  LAUNCH_SETTINGS: false,
};

/** Kinds that nobody has to be asked for: time or a person ends them. */
const needsNobody: readonly ActivityKind[] = ['WAIT', 'APPROVAL'];

export const activitiesOf = (wave: WaveExecution, phase?: ActivityPhase): readonly WaveActivity[] =>
  (wave.activities ?? []).filter((activity) => phase === undefined || activity.phase === phase);

export const isEndedActivity = (activity: WaveActivity): boolean => isOver[activity.state];
export const isRunningActivity = ({ state }: Pick<WaveActivity, 'state'>): boolean =>
  state === 'CLAIMED' || state === 'STARTED';
export const isElsewhere = ({ kind }: Pick<WaveActivity, 'kind'>): boolean => runsElsewhere[kind];
export const endsByItself = ({ kind }: WaveActivity): boolean => needsNobody.includes(kind);

const hasFailed = ({ state }: WaveActivity): boolean => state === 'FAILED' || state === 'TIMED_OUT';

/** Over, and the wave may go on: it succeeded, or it was not required. */
const isPassed = (activity: WaveActivity): boolean =>
  activity.state === 'SUCCEEDED' || (!activity.required && hasFailed(activity));

/** The activity that stops its wave. */
export const failedRequirement = (wave: WaveExecution, phase: ActivityPhase): WaveActivity | undefined =>
  activitiesOf(wave, phase).find((activity) => activity.required && hasFailed(activity));

/** Failed, and only a warning. */
export const failedOptional = (wave: WaveExecution): readonly WaveActivity[] =>
  activitiesOf(wave).filter((activity) => !activity.required && hasFailed(activity));

/** All that comes before the launch has passed: the wave's servers may be launched. */
export const isReadyToLaunch = (wave: WaveExecution): boolean => activitiesOf(wave, 'before').every(isPassed);

/** What a retry does once more: whatever has not succeeded. */
export const isWantedAgain = (activity: WaveActivity): boolean => activity.state !== 'SUCCEEDED';

/** As messages name it. */
export const activityLabel = ({ activityName }: Pick<WaveActivity, 'activityName'>): string =>
  `action "${activityName}"`;

/** How an event about an activity changes it. */
import { isWantedAgain } from '../activity-states.ts';
import type { WaveActivity } from '../model/activity.ts';
import type { EventData } from '../model/event.ts';
import type { WaveExecution } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';

type ActivityEvents = Extract<EventData, { activityKey: string } | { activityKeys: readonly string[] }>;

export const evolveActivities = (
  { activities = [] }: WaveExecution,
  data: ActivityEvents,
  time: Instant,
): Pick<WaveExecution, 'activities'> => ({
  activities: activities.map((activity) => {
    if (data.type === 'ActivitiesDropped') {
      return data.activityKeys.includes(activity.activityKey) ? droppedActivity(activity, time) : activity;
    }
    return data.activityKey === activity.activityKey ? evolveActivity(activity, data, time) : activity;
  }),
});

type ActivityEvent = Extract<EventData, { activityKey: string }>;

/** What belongs to one try of it. */
const withoutTry = ({
  claim: _claim,
  token: _token,
  notBefore: _notBefore,
  reference: _reference,
  tryTime: _tryTime,
  ...activity
}: WaveActivity): WaveActivity => activity;

const evolveActivity = (activity: WaveActivity, data: ActivityEvent, time: Instant): WaveActivity => {
  switch (data.type) {
    case 'ActivityClaimed': {
      const { notBefore: _notBefore, ...rest } = activity;
      return { ...rest, ...begun(activity, time), state: 'CLAIMED', claim: data.claim, token: data.token };
    }
    case 'ActivityStarted':
      return {
        ...activity,
        ...begun(activity, time),
        state: 'STARTED',
        message: data.message,
        ...(data.reference === undefined ? {} : { reference: data.reference }),
      };
    case 'ActivityHeld': {
      const { claim: _claim, ...rest } = activity;
      return { ...rest, state: 'PLANNED', message: data.message, notBefore: data.notBefore };
    }
    case 'ActivityEnded':
      return endActivity(activity, data, time);
  }
};

const begun = (activity: WaveActivity, time: Instant) => ({
  startTime: activity.startTime ?? time,
  tryTime: activity.tryTime ?? time,
});

const endActivity = (
  activity: WaveActivity,
  data: Extract<ActivityEvent, { type: 'ActivityEnded' }>,
  time: Instant,
): WaveActivity => {
  const words = { message: data.message, ...(data.output === undefined ? {} : { output: data.output }) };
  if (data.retryTime !== undefined) {
    const tries = activity.tries + 1;
    return { ...withoutTry(activity), ...words, state: 'PLANNED', tries, notBefore: data.retryTime };
  }
  const { claim: _claim, ...rest } = activity;
  const reference = data.reference === undefined ? {} : { reference: data.reference };
  return { ...rest, ...words, ...reference, state: data.state, endTime: time };
};

const droppedActivity = (activity: WaveActivity, time: Instant): WaveActivity => ({
  ...activity,
  state: 'CANCELLED',
  message: activity.message ?? 'not done: its wave had ended',
  endTime: time,
});

/**
 * In a new attempt what has not succeeded is done again; and with a new launch all that is about what is launched: the
 * launch settings, as the groups have them by then, and what comes after.
 */
export const retriedActivity = (activity: WaveActivity, isLaunchedAgain: boolean): WaveActivity => {
  const isAboutLaunch = activity.phase === 'after' || activity.kind === 'LAUNCH_SETTINGS';
  if (!isWantedAgain(activity) && !(isLaunchedAgain && isAboutLaunch)) return activity;
  const { message: _message, output: _output, startTime: _start, endTime: _end, ...rest } = withoutTry(activity);
  return { ...rest, state: 'PLANNED', tries: 0 };
};

import { limits } from '../../../src/domain/limits.ts';
import { nextWakeTime } from '../../../src/domain/polling.ts';
import { secondsBetween } from '../../../src/domain/time.ts';
import type { Checker } from '../support/run.ts';
import { finalStatuses } from './statuses.ts';

/** An open execution always wants its next turn, within a day; at once when there is something to call. */
export const wakeTime: Checker = ({ after, input, now }) => {
  if (finalStatuses.has(after.header.status)) return [];
  const observations = input?.type === 'advance' ? input.observations : new Map();
  const seconds = secondsBetween(now, nextWakeTime(after, observations, new Map(), now));
  if (!(seconds <= limits.parkSecondsMax)) return [`the next turn is wanted in ${seconds} s`];
  const planned = after.jobs.some((job) => job.state === 'PLANNED');
  return planned && seconds > 0 ? [`a job is planned, but the next turn is wanted in ${seconds} s`] : [];
};

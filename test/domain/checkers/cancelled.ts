import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { Checker, Step } from '../support/run.ts';

/**
 * I8: after a cancel no intent is saved, no wave is launched again, and those that nobody has claimed are withdrawn. What
 * had been claimed may still start, or be divided by what DRS refuses of it; how many jobs those are, the cancel says.
 */
export const cancelled: Checker = (step) => {
  const { after, events, history } = step;
  if (!after.header.cancelRequested) return [];
  const cancelSequence = history.find((event) => event.data.type === 'CancelRequested')?.sequence ?? 0;
  return [
    ...events
      .filter((event) => event.sequence > cancelSequence)
      .filter((event) => isIntent(event) || (isOfClaimedAlone(event) && !isOfClaimed(step, event)))
      .map(({ data }) => `${data.type} after the cancel`),
    ...after.jobs.filter((job) => job.state === 'PLANNED').map((job) => `${job.jobKey} is still planned`),
    ...unreported(step),
  ];
};

const isIntent = ({ data: { type } }: ExecutionEvent): boolean =>
  type === 'JobPlanned' || type === 'JobClaimed' || type === 'WaveStarting' || type === 'WaveRetried';

const isOfClaimedAlone = ({ data: { type } }: ExecutionEvent): boolean => type === 'JobStarted' || type === 'JobSplit';

const isOfClaimed = ({ before }: Step, { data }: ExecutionEvent): boolean =>
  'jobKey' in data && before.jobs.find(({ jobKey }) => jobKey === data.jobKey)?.state === 'CLAIMED';

/** The people who cancel are told how many jobs go on. */
const unreported = ({ before, events }: Step): readonly string[] => {
  const running = before.jobs.filter(({ state }) => state === 'CLAIMED' || state === 'STARTED').length;
  return events.flatMap(({ data }) =>
    data.type !== 'CancelRequested' || running === 0 || new RegExp(`\\b${running} jobs? `).test(data.reason)
      ? []
      : [`the cancel does not say that ${running} jobs run on: "${data.reason}"`],
  );
};

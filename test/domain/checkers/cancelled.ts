import type { Checker } from '../support/run.ts';

/** I8: after a cancel no intent is saved, and those that nobody has claimed are withdrawn. */
export const cancelled: Checker = ({ after, events, history }) => {
  if (!after.header.cancelRequested) return [];
  const cancelSequence = history.find((event) => event.data.type === 'CancelRequested')?.sequence ?? 0;
  return [
    ...events
      .filter((event) => event.sequence > cancelSequence)
      .filter(({ data }) => data.type === 'JobPlanned' || data.type === 'JobClaimed' || data.type === 'WaveStarting')
      .map(({ data }) => `${data.type} after the cancel`),
    ...after.jobs.filter((job) => job.state === 'PLANNED').map((job) => `${job.jobKey} is still planned`),
  ];
};

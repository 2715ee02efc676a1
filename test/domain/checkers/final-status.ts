import type { Checker, Step } from '../support/run.ts';

/** I2: how an execution ended is what its waves, and what it has up, make of it (design 5). */
export const finalStatus: Checker = ({ after, events }) =>
  events.flatMap(({ data }) => {
    if (data.type !== 'ExecutionEnded') return [];
    const wanted = statusOf(after);
    return data.status === wanted ? [] : [`told as ${data.status}, and is ${wanted}: ${wavesOf(after)}`];
  });

const wavesOf = ({ waves }: Step['after']): string => waves.map(({ status }) => status).join(', ');

const statusOf = ({ header, waves, jobs }: Step['after']): string => {
  const hasBegun = header.rosterId !== undefined;
  if (hasBegun && waves.every(({ status }) => status === 'COMPLETED')) return 'COMPLETED';
  const done = header.purpose === 'CLEAN_UP' ? 'TERMINATED' : 'LAUNCHED';
  const hasDone = jobs.some(({ servers }) => servers.some(({ outcome }) => outcome === done));
  if (header.cancelRequested) return hasDone ? 'PARTIAL' : 'CANCELLED';
  if (waves.some(({ status }) => status === 'TIMED_OUT')) return 'TIMED_OUT';
  return hasDone ? 'PARTIAL' : 'FAILED';
};

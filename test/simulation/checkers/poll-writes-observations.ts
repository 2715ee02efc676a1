import type { WorldChecker } from './world.ts';

/** I4: a poll, asked for by the driver or by an event of DRS, writes observations, and nothing of any execution. */
export const pollWritesObservations: WorldChecker = ({ writes, cause }) => {
  if (cause !== 'poll' && cause !== 'event') return [];
  return writes.flatMap((write) => {
    const key = write.kind === 'put' ? write.item : write.key;
    const isOfExecution = key.table === 'executions' && !key.partition.startsWith('machine#');
    return write.kind !== 'check' && isOfExecution ? [`I4: a poll (${cause}) wrote ${key.partition} ${key.sort}`] : [];
  });
};

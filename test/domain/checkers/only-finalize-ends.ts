import type { Checker } from '../support/run.ts';
import { finalStatuses } from './statuses.ts';

/** I4: nothing but `finalize` makes an execution final, and before the start `refuse`. */
export const onlyFinalizeEnds: Checker = ({ before, after, cause }) => {
  const ended = !finalStatuses.has(before.header.status) && finalStatuses.has(after.header.status);
  if (!ended || cause === 'finalize') return [];
  if ((cause === 'refuse' || cause === 'begin') && after.header.status === 'REFUSED') return [];
  return [`${cause} made the execution ${after.header.status}`];
};

import type { Checker } from '../support/run.ts';
import { finalStatuses } from './statuses.ts';

/** I4: nothing but `finalize` makes an execution final, and before the start `refuse`. */
export const onlyFinalizeEnds: Checker = ({ before, after, input }) => {
  const ended = !finalStatuses.has(before.header.status) && finalStatuses.has(after.header.status);
  if (!ended || input.type === 'finalize') return [];
  if (input.type === 'refuse' && after.header.status === 'REFUSED') return [];
  return [`${input.type} made the execution ${after.header.status}`];
};

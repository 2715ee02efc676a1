/** What a refused start is answered with; and what a client makes of a run that is refused after the answer. */
import { EXECUTION_REFUSED } from '../domain/model/audit-entry.ts';
import type { Refusal } from '../domain/model/execution.ts';
import { countOf } from '../domain/names.ts';

export const refusedProblem = (executionId: string, refusals: readonly Refusal[]) => ({
  type: 'urn:breakwater:problem:execution-refused',
  title: 'Conflict',
  status: 409 as const,
  code: EXECUTION_REFUSED,
  detail: `Nothing was started, for ${countOf(refusals.length, 'reason')}`,
  executionId,
  refusals: [...refusals],
  remedy: 'Each reason says what is to be done about it',
});

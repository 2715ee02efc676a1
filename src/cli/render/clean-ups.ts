import type { CleanUpView, ExecutionView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';

/** One line for each clean-up of what the execution launched. */
export const cleanUpLines = ({ cleanUps = [] }: Pick<ExecutionView, 'cleanUps'>): readonly string[] =>
  cleanUps.map(({ executionId, ...cleanUp }) => `Clean-up ${executionId}: ${cleanUp.status}${resultOf(cleanUp)}`);

function resultOf({
  status,
  serverCount,
  terminatedCount,
  goneCount,
  endTime,
}: Omit<CleanUpView, 'executionId'>): string {
  if (serverCount > 0) {
    const gone = goneCount === undefined ? '' : `, ${goneCount} gone already`;
    return `, ${terminatedCount} of ${countOf(serverCount, 'instance')} terminated${gone}`;
  }
  if (endTime === undefined) return '';
  // Neither has begun to look for what is left, or it did no more than that.
  return status === 'REFUSED' || status === 'CANCELLED'
    ? ', nothing was terminated'
    : ', nothing was left to terminate';
}

import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { countOf } from '../../domain/names.ts';

/** One line for each clean-up of what the execution launched. */
export const cleanUpLines = ({ cleanUps = [] }: ExecutionView): readonly string[] =>
  cleanUps.map(({ executionId, status, serverCount, terminatedCount, goneCount }) =>
    serverCount === 0
      ? `Clean-up ${executionId}: ${status}, nothing was left to terminate`
      : `Clean-up ${executionId}: ${status}, ${terminatedCount} of ${countOf(serverCount, 'instance')} terminated${goneCount === undefined ? '' : `, ${goneCount} gone already`}`,
  );

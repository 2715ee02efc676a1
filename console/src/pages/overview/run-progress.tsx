import { useQuery } from '@tanstack/react-query';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { Pieces } from '../../components/pieces.tsx';
import { progressText } from '../../components/progress-text.ts';
import { executionQuery } from '../../data/execution.ts';

/** How far a run is; how many servers it has, until that is read. */
export function RunProgress({ run }: { readonly run: ExecutionSummary }) {
  const { data } = useQuery(executionQuery(run.executionId));
  if (data === undefined || data.execution.serverCount === 0) return run.serverCount;
  return <Pieces text={progressText(data.execution)} />;
}

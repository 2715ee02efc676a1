import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { runKindOf } from '../../components/run-kind.ts';
import { Ago } from '../../components/time.tsx';
import { WholeIds } from '../../components/whole-ids.tsx';

/** Clean-ups that are over and did not terminate everything, unless a later one of the same run did. Newest first. */
export const leakingCleanUps = (executions: readonly ExecutionSummary[]): readonly ExecutionSummary[] => {
  const seen = new Set<string | undefined>();
  return executions.filter((each) => {
    if (runKindOf(each) !== 'CLEAN-UP' || each.status === 'REFUSED' || seen.has(each.relatedExecutionId)) return false;
    seen.add(each.relatedExecutionId);
    return each.endTime !== undefined && each.status !== 'COMPLETED';
  });
};

/** What a clean-up left may be in EC2 alone: the list below is what DRS shows. */
export function LeftBehind({ executions }: { readonly executions: readonly ExecutionSummary[] }) {
  return leakingCleanUps(executions).map(({ executionId, planName, status, statusReason, endTime = '' }) => (
    <Alert key={executionId} type="warning" header={`A clean-up of ${planName} ended as ${status}`}>
      <WholeIds text={statusReason ?? ''} /> <Ago instant={endTime} />:{' '}
      <Link href={`/executions/${executionId}?tab=servers`}>its servers</Link>
    </Alert>
  ));
}

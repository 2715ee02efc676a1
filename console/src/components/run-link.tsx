import Link from '@cloudscape-design/components/link';
import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';
import { ExecutionTypeBadge } from './execution-type.tsx';
import { runKindOf } from './run-kind.ts';

/** The plan that was run, and above it as what: both are seen where there is little room. */
export function RunLink({ run }: { readonly run: ExecutionSummary }) {
  return (
    <>
      <ExecutionTypeBadge {...run} />
      <div>
        <Link href={`/executions/${run.executionId}`}>{run.planName}</Link>
        {runKindOf(run) === 'FOLLOW-UP' && ' (follow-up)'}
      </div>
    </>
  );
}

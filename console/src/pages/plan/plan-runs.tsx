import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { planRunsQuery } from '../../data/plan-runs.ts';
import { useServerTime } from '../../data/server-time.ts';
import { executionColumns, executionSearch, rowsOf } from '../executions/execution-columns.tsx';

interface Props {
  readonly planId: string;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

/** What was run of this plan, newest first. */
export function PlanRuns({ planId, filter, onFilter }: Props) {
  const { data, error, isPending } = useQuery(planRunsQuery(planId));
  const now = useServerTime();
  if (error !== null && data === undefined) return <FailureAlert what="The executions" error={error} />;
  return (
    <ListTable
      title="Executions"
      place="tab"
      loading={isPending}
      loadingText="Reading the executions"
      rows={rowsOf(data ?? [], now)}
      trackBy="executionId"
      columns={executionColumns}
      sortedBy="startTime"
      isDescending
      empty={<EmptyState title="Never started">Start a drill, above: it shows whether the plan works.</EmptyState>}
      search={{ ...executionSearch, filter, onFilter }}
    />
  );
}

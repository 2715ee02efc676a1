import { useCollection } from '@cloudscape-design/collection-hooks';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { planRunsQuery } from '../../data/plan-runs.ts';
import { executionColumns, rowsOf } from '../executions/execution-columns.tsx';

/** What was run of this plan, newest first. */
export function PlanRuns({ planId }: { readonly planId: string }) {
  const { data, error, isPending } = useQuery(planRunsQuery(planId));
  const { items, collectionProps, paginationProps } = useCollection(rowsOf(data ?? []), {
    pagination: { pageSize: 20 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'startTime' }, isDescending: true } },
  });
  if (error !== null && data === undefined) return <FailureAlert what="The executions" error={error} />;
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      loading={isPending}
      loadingText="Reading the executions"
      items={[...items]}
      trackBy="executionId"
      columnDefinitions={executionColumns}
      ariaLabels={{ tableLabel: 'Executions' }}
      empty={<EmptyState title="Never started">A drill shows whether the plan works.</EmptyState>}
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

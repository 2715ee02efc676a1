import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import type { ExecutionSummary } from '../../../../src/domain/model/execution-view.ts';
import { secondsBetween } from '../../components/duration.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Ago } from '../../components/time.tsx';
import { plansQuery } from '../../data/estate.ts';
import { useServerTime } from '../../data/server-time.ts';

/** Auditors ask for a drill every quarter. */
const longAgoSeconds = 90 * 86_400;

/** Plans of which nobody knows whether they work: never brought up whole in a drill, or long ago. */
export function UndrilledPlans({ items }: { readonly items: readonly ExecutionSummary[] }) {
  const { data = [], isPending } = useQuery(plansQuery);
  const now = useServerTime();
  const rows = data
    .map((plan) => ({ plan, last: lastDrill(items, plan.planId) }))
    .filter(({ last }) => last === undefined || (now !== undefined && secondsBetween(last, now) > longAgoSeconds));
  return (
    <Table
      loading={isPending}
      loadingText="Reading the plans"
      items={rows}
      trackBy={({ plan }) => plan.planId}
      header={
        <Header counter={`(${rows.length})`} description="No drill that COMPLETED within the last 90 days">
          Plans that nobody has tried lately
        </Header>
      }
      empty={<EmptyState title={data.length === 0 ? 'No plan yet' : 'Every plan was drilled within 90 days'} />}
      columnDefinitions={[
        { id: 'plan', header: 'Plan', isRowHeader: true, cell: ({ plan }) => plan.planName },
        { id: 'waves', header: 'Waves', cell: ({ plan }) => plan.waveCount },
        {
          id: 'last',
          header: 'Last drill that COMPLETED',
          cell: ({ last }) => (last === undefined ? 'never' : <Ago instant={last} />),
        },
      ]}
    />
  );
}

/** When the newest drill of the plan that brought everything up ended. */
const lastDrill = (items: readonly ExecutionSummary[], planId: string): string | undefined =>
  items
    .filter((item) => item.planId === planId && item.purpose !== 'CLEAN_UP' && item.executionType === 'DRILL')
    .flatMap(({ status, endTime }) => (status === 'COMPLETED' && endTime !== undefined ? [endTime] : []))
    .toSorted()
    .at(-1);

import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { PlanSummary } from '../../../../src/domain/model/recovery-plan.ts';
import { countText } from '../../components/count-text.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { useLastDrills } from '../../data/last-drills.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { type PlanRow, planColumns } from './plan-columns.tsx';

export function PlansTable({ plans }: { readonly plans: readonly PlanSummary[] }) {
  const me = useMe();
  const lastDrill = useLastDrills(plans.map(({ planId }) => planId));
  const rows = plans.map((plan): PlanRow => {
    const drill = lastDrill(plan.planId);
    return { ...plan, drill, drillTime: drill.kind === 'drill' ? drill.execution.startTime : '' };
  });
  const {
    items,
    collectionProps,
    filterProps,
    paginationProps,
    filteredItemsCount = 0,
  } = useCollection(rows, {
    filtering: {
      fields: ['planName', 'description'],
      empty: (
        <EmptyState title="No recovery plan yet">
          <p>A plan says which protection groups are launched, in which order.</p>
          <LinkButton href="/recovery-plans/new" reason={needs(me, 'create-recovery-plans')}>
            Create a plan
          </LinkButton>
        </EmptyState>
      ),
      noMatch: <EmptyState title="No plan has this in its name or description" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'planName' } } },
  });
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      wrapLines
      items={[...items]}
      trackBy="planId"
      columnDefinitions={planColumns}
      enableKeyboardNavigation
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={countText(filteredItemsCount, rows.length)}
          actions={
            <LinkButton href="/recovery-plans/new" variant="primary" reason={needs(me, 'create-recovery-plans')}>
              Create a plan
            </LinkButton>
          }
        >
          Recovery plans
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Find plans by name"
          filteringAriaLabel="Find plans by name"
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { countText } from '../../components/count-text.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { selectionText } from '../../components/selection-text.ts';
import { needs } from '../../data/permission.ts';
import { usePlanUse } from '../../data/plan-use.ts';
import { useMe } from '../../data/session.ts';
import { groupColumns } from './group-columns.tsx';

export function GroupsTable({ groups }: { readonly groups: readonly ProtectionGroup[] }) {
  const me = useMe();
  const { byGroup, isComplete } = usePlanUse();
  const rows = groups.map((group) => ({
    ...group,
    selects: selectionText(group.selection),
    plans: byGroup.get(group.groupId) ?? [],
    noPlan: isComplete ? 'in no plan' : '…',
  }));
  const {
    items,
    collectionProps,
    filterProps,
    paginationProps,
    filteredItemsCount = 0,
  } = useCollection(rows, {
    filtering: {
      fields: ['groupName', 'description', 'accountId', 'region', 'selects'],
      empty: (
        <EmptyState title="No protection group yet">
          <p>A group says which source servers are recovered together. Plans are made of groups.</p>
          <LinkButton href="/protection-groups/new" reason={needs(me, 'create-protection-groups')}>
            Create a group
          </LinkButton>
        </EmptyState>
      ),
      noMatch: <EmptyState title="No group has this in its name, place or tags" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'groupName' } } },
  });
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      items={[...items]}
      trackBy="groupId"
      columnDefinitions={groupColumns}
      enableKeyboardNavigation
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={countText(filteredItemsCount, rows.length)}
          actions={
            <LinkButton href="/protection-groups/new" variant="primary" reason={needs(me, 'create-protection-groups')}>
              Create a group
            </LinkButton>
          }
        >
          Protection groups
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Find groups by name, place or tag"
          filteringAriaLabel="Find groups by name, place or tag"
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

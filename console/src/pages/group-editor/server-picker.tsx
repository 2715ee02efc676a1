import { useCollection } from '@cloudscape-design/collection-hooks';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { scopeSchema } from '../../../../src/domain/model/scope.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { groupsQuery } from '../../data/catalog.ts';
import { sourceServersQuery } from '../../data/estate.ts';
import type { GroupDraft } from './draft.ts';
import { pickerColumns, rowsOf } from './picker-columns.tsx';
import { pickerFilters } from './picker-filters.ts';
import { UnknownServers } from './unknown-servers.tsx';

interface Props {
  readonly draft: GroupDraft;
  readonly groupId: string | undefined;
  readonly onChange: (sourceServerIds: readonly string[]) => void;
}

const nowhere = { accountId: '', region: '' };

/** The source servers of the account and Region, to be ticked. */
export function ServerPicker({ draft, groupId, onChange }: Props) {
  const scope = scopeSchema.safeParse({ accountId: draft.accountId, region: draft.region });
  const place = scope.data ?? nowhere;
  const servers = useQuery({ ...sourceServersQuery(place), enabled: scope.success });
  const { data: groups = [] } = useQuery(groupsQuery);
  const rows = rowsOf(
    servers.data ?? [],
    place,
    groups.filter((group) => group.groupId !== groupId),
  );
  const chosen = new Set(draft.sourceServerIds);
  const known = new Set(rows.map(({ sourceServerId }) => sourceServerId));
  const unknown = servers.data === undefined ? [] : draft.sourceServerIds.filter((id) => !known.has(id));
  const { items, collectionProps, propertyFilterProps, paginationProps } = useCollection(rows, {
    propertyFiltering: {
      filteringProperties: pickerFilters,
      empty: <EmptyState title="DRS shows no source server here" />,
      noMatch: <EmptyState title="No server fits the filter" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'serverName' } } },
  });
  if (!scope.success) {
    return (
      <Container header={<Header variant="h2">Source servers</Header>}>
        Fill in account and Region to see the servers that can be chosen.
      </Container>
    );
  }
  if (servers.error !== null) return <FailureAlert what="The source servers" error={servers.error} />;
  return (
    <SpaceBetween size="s">
      <UnknownServers ids={unknown} onForget={() => onChange(draft.sourceServerIds.filter((id) => known.has(id)))} />
      <Table
        {...collectionProps}
        loading={servers.isPending}
        loadingText="Asking AWS"
        items={[...items]}
        trackBy="sourceServerId"
        columnDefinitions={pickerColumns}
        selectionType="multi"
        selectedItems={rows.filter(({ sourceServerId }) => chosen.has(sourceServerId))}
        onSelectionChange={({ detail }) =>
          onChange([...unknown, ...detail.selectedItems.map(({ sourceServerId }) => sourceServerId)])
        }
        ariaLabels={{
          tableLabel: 'Source servers',
          selectionGroupLabel: 'Servers of the group',
          allItemsSelectionLabel: () => 'Select all that are shown',
          itemSelectionLabel: (_selection, { serverName }) => `Select ${serverName}`,
        }}
        header={
          <Header variant="h2" counter={`(${draft.sourceServerIds.length} chosen of ${rows.length})`}>
            Source servers
          </Header>
        }
        filter={
          <PropertyFilter {...propertyFilterProps} filteringPlaceholder="Find servers by name, state, tag or group" />
        }
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}

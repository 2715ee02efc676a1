import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { scopeSchema } from '../../../../src/domain/model/scope.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { groupsQuery } from '../../data/catalog.ts';
import { sourceServersQuery } from '../../data/estate.ts';
import type { GroupDraft } from './draft.ts';
import { NotSeen } from './not-seen.tsx';
import { pickerColumns, pickerSearch, rowsOf } from './picker-columns.tsx';
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
  if (!scope.success) {
    return (
      <Container header={<Header variant="h2">Source servers</Header>}>
        Fill in account and Region to see the servers that can be chosen.
      </Container>
    );
  }
  if (servers.error !== null && servers.data === undefined)
    return <FailureAlert what="The source servers" error={servers.error} />;
  return (
    <SpaceBetween size="s">
      <NotSeen scope={place} />
      <UnknownServers ids={unknown} onForget={() => onChange(draft.sourceServerIds.filter((id) => known.has(id)))} />
      <ListTable
        title="Source servers"
        place="section"
        loading={servers.isPending}
        loadingText="Reading the inventory"
        rows={rows}
        trackBy="sourceServerId"
        columns={pickerColumns}
        sortedBy="serverName"
        counter={`(${draft.sourceServerIds.length} chosen of ${rows.length})`}
        selectionType="multi"
        selectedItems={rows.filter(({ sourceServerId }) => chosen.has(sourceServerId))}
        onSelectionChange={({ detail }) =>
          onChange([...unknown, ...detail.selectedItems.map(({ sourceServerId }) => sourceServerId)])
        }
        selectionLabels={{
          selectionGroupLabel: 'Servers of the group',
          allItemsSelectionLabel: () => 'Select all that are shown',
          itemSelectionLabel: (_selection, { serverName }) => `Select ${serverName}`,
        }}
        empty={
          <EmptyState title="DRS shows no source server here">
            Install the DRS agent on one, or name another account or Region above.
          </EmptyState>
        }
        search={pickerSearch}
      />
    </SpaceBetween>
  );
}

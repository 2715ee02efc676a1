import type { TableProps } from '@cloudscape-design/components/table';
import type { EstateServer } from '../../../../src/domain/model/estate-view.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { Scope } from '../../../../src/domain/model/scope.ts';
import type { Search } from '../../components/list-table.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { groupsOfServer } from '../../data/group-membership.ts';
import { estateColumns, tagsText } from '../group/estate-columns.tsx';

/** A server to be picked, with what is filtered by as plain fields. */
interface PickerRow extends EstateServer {
  readonly otherGroupNames: string;
  readonly taken: string;
  readonly tagText: string;
}

/** `others`: the groups beside the one that is edited. */
export const rowsOf = (
  servers: readonly EstateServer[],
  scope: Scope,
  others: readonly ProtectionGroup[],
): readonly PickerRow[] =>
  servers.map((server) => ({
    ...server,
    otherGroupNames: groupsOfServer(server, scope, others)
      .map(({ groupName }) => groupName)
      .join(', '),
    taken: server.heldBy === undefined ? 'no' : server.heldBy.planName,
    tagText: tagsText(server.tags),
  }));

export const pickerColumns: TableProps.ColumnDefinition<PickerRow>[] = [
  ...estateColumns,
  {
    id: 'groups',
    header: 'Other groups',
    sortingField: 'otherGroupNames',
    cell: ({ otherGroupNames }) => otherGroupNames || '–',
  },
];

const property = textPropertyOf<PickerRow>();

export const pickerSearch: Search = {
  placeholder: 'Find servers by name, state, tag or group',
  noMatch: 'No server fits the filter',
  properties: [
    property('serverName', 'Name', 'Names'),
    property('hostname', 'Host name', 'Host names'),
    property('replicationState', 'Replication', 'Replication states'),
    property('tagText', 'Tags', 'Tags'),
    property('otherGroupNames', 'Other groups', 'Groups'),
    property('taken', 'Taken by plan', 'Plans'),
    property('sourceServerId', 'Source server', 'Source servers'),
  ],
};

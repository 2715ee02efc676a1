import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { PlanLinks } from '../../components/plan-links.tsx';
import { lagText, Replication } from '../../components/replication.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { Fitness, Holder } from '../group/estate-columns.tsx';
import type { InventoryRow } from './use-inventory.ts';

export const inventoryColumns: TableProps.ColumnDefinition<InventoryRow>[] = [
  { id: 'name', header: 'Server', sortingField: 'serverName', isRowHeader: true, cell: ({ serverName }) => serverName },
  {
    id: 'replication',
    header: 'Replication',
    sortingField: 'replicationState',
    cell: ({ replicationState }) => <Replication replicationState={replicationState} />,
  },
  { id: 'lag', header: 'Lag', sortingField: 'lagSeconds', cell: ({ lagDuration }) => lagText(lagDuration) ?? 'none' },
  { id: 'last', header: 'Last launch', sortingField: 'lastLaunchResult', cell: (row) => row.lastLaunchResult ?? '–' },
  { id: 'group', header: 'Groups', sortingField: 'groupNames', cell: ({ groups }) => <GroupLinks groups={groups} /> },
  {
    id: 'plan',
    header: 'Plans',
    sortingField: 'planNames',
    cell: ({ plans }) => <PlanLinks plans={plans} none="in no plan" />,
  },
  { id: 'taken', header: 'Taken by', sortingField: 'takenBy', cell: ({ heldBy }) => <Holder heldBy={heldBy} /> },
  { id: 'fit', header: 'Can be launched', cell: ({ unfit }) => <Fitness unfit={unfit} /> },
  { id: 'account', header: 'Account', sortingField: 'accountId', cell: ({ accountId }) => accountId },
  { id: 'region', header: 'Region', sortingField: 'region', cell: ({ region }) => region },
];

export function GroupLinks({ groups }: Pick<InventoryRow, 'groups'>) {
  if (groups.length === 0) return <>in no group</>;
  return groups.map(({ groupId, groupName }) => (
    <div key={groupId}>
      <Link href={`/protection-groups/${groupId}`}>{groupName}</Link>
    </div>
  ));
}

const property = textPropertyOf<InventoryRow>();

export const inventoryFilters: readonly PropertyFilterProperty[] = [
  property('replicationState', 'Replication', 'Replication states'),
  property('serverName', 'Name', 'Names'),
  property('hostname', 'Host name', 'Host names'),
  { ...property('lagSeconds', 'Lag, seconds', 'Lags'), operators: ['>', '>=', '<', '<='] },
  property('lastLaunchResult', 'Last launch', 'Results'),
  property('groupNames', 'Groups', 'Groups'),
  property('planNames', 'Plans', 'Plans'),
  property('takenBy', 'Taken by plan', 'Plans'),
  property('tagText', 'Tags', 'Tags'),
  property('accountId', 'Account', 'Accounts'),
  property('region', 'Region', 'Regions'),
  property('sourceServerId', 'Source server', 'Source servers'),
];

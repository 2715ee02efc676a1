import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { Seen } from '../../components/inventory/seen.tsx';
import { LastLaunch } from '../../components/last-launch.tsx';
import type { Search } from '../../components/list-table.tsx';
import { PlanLinks } from '../../components/plan-links.tsx';
import { lagText, Replication } from '../../components/replication.tsx';
import { serverNameColumn } from '../../components/server-name.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { LaunchNow } from '../group/estate-columns.tsx';
import type { InventoryRow } from './use-inventory.ts';

export const inventoryColumns: TableProps.ColumnDefinition<InventoryRow>[] = [
  serverNameColumn(),
  {
    id: 'replication',
    header: 'Replication',
    minWidth: 160,
    sortingField: 'replicationState',
    cell: (row) => (
      <>
        <Replication replicationState={row.replicationState} />
        <Box variant="small" display="block">
          seen <Seen row={row} />
        </Box>
      </>
    ),
  },
  {
    id: 'lag',
    header: 'Lag',
    minWidth: 65,
    sortingField: 'lagSeconds',
    cell: ({ lagDuration }) => (lagDuration === undefined ? 'not known' : (lagText(lagDuration) ?? 'none')),
  },
  {
    id: 'last',
    header: 'Last launch',
    minWidth: 105,
    sortingField: 'lastLaunchTime',
    cell: (row) => <LastLaunch server={row} />,
  },
  {
    id: 'group',
    header: 'Groups',
    minWidth: 85,
    sortingField: 'groupNames',
    cell: (row) => <GroupLinks {...row} />,
  },
  {
    id: 'plan',
    header: 'Plans',
    minWidth: 85,
    sortingField: 'planNames',
    cell: ({ plans, noPlan }) => <PlanLinks plans={plans} none={noPlan} />,
  },
  {
    id: 'fit',
    header: 'Can be launched',
    minWidth: 100,
    cell: (row) => <LaunchNow {...row} />,
  },
  {
    id: 'place',
    header: 'Account, Region',
    minWidth: 115,
    sortingField: 'rowId',
    cell: ({ accountId, region }) => <AccountAndRegion accountId={accountId} region={region} />,
  },
];

export function GroupLinks({ groups, noGroup }: Pick<InventoryRow, 'groups' | 'noGroup'>) {
  if (groups.length === 0) return <>{noGroup}</>;
  return groups.map(({ groupId, groupName }) => (
    <div key={groupId} className="broken-anywhere">
      <Link href={`/protection-groups/${groupId}`}>{groupName}</Link>
    </div>
  ));
}

const property = textPropertyOf<InventoryRow>();

export const inventorySearch: Search = {
  placeholder: 'Find servers by name, state, group or tag',
  noMatch: 'No server fits the filter',
  properties: [
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
  ],
};

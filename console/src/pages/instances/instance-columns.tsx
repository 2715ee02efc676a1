import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { AccountAndRegion } from '../../components/account-and-region.tsx';
import { ExecutionTypeBadge } from '../../components/execution-type.tsx';
import { filteredHref } from '../../components/filter-text.ts';
import { Indicator } from '../../components/indicator.tsx';
import { Seen } from '../../components/inventory/seen.tsx';
import type { Search } from '../../components/list-table.tsx';
import { replicationLook } from '../../components/replication.tsx';
import { ServerName } from '../../components/server-name.tsx';
import { textPropertyOf } from '../../components/text-property.ts';
import { Ago, Time } from '../../components/time.tsx';
import { standingLooks, standingText } from './standing.ts';
import type { InstanceRow } from './use-instances.ts';

export const instanceColumns: TableProps.ColumnDefinition<InstanceRow>[] = [
  {
    id: 'name',
    header: 'Server',
    minWidth: 155,
    sortingField: 'serverText',
    isRowHeader: true,
    cell: (row) => <ServerName name={<SourceServerLink row={row} />} sourceServerId={row.sourceServerId} />,
  },
  {
    id: 'instance',
    header: 'Instance',
    minWidth: 170,
    sortingField: 'recoveryInstanceId',
    cell: (row) => (
      <>
        <span className="unbroken">{row.instanceId ?? row.recoveryInstanceId}</span>
        <Box variant="small" display="block">
          {row.instanceState ?? 'state not known'}, seen <Seen row={row} />
        </Box>
      </>
    ),
  },
  {
    id: 'standing',
    header: 'How it stands',
    minWidth: 165,
    sortingField: 'standing',
    cell: ({ standing, launch }) => (
      <>
        <Indicator type={standingLooks[standing]}>{standing}</Indicator>
        <Box variant="small" display="block">
          {standingText[standing]}
        </Box>
        {launch?.execution.cleansUpTime !== undefined && standing === 'DRILL IS OVER' && (
          <Box variant="small" display="block">
            cleans up at <Time instant={launch.execution.cleansUpTime} />
          </Box>
        )}
      </>
    ),
  },
  {
    id: 'launch',
    header: 'Launched by',
    minWidth: 120,
    sortingField: 'planName',
    cell: (row) => <LaunchedBy row={row} />,
  },
  {
    id: 'failback',
    header: 'Failback',
    minWidth: 120,
    sortingField: 'failback',
    cell: ({ failbackState, replicationState }) => (
      <>
        <span className="whole-words">{wordsOf(failbackState?.replace(/^FAILBACK_/, ''))}</span>
        {replicationState !== undefined && (
          <Box variant="small" display="block">
            <Indicator type={replicationLook(replicationState)}>replication {wordsOf(replicationState)}</Indicator>
          </Box>
        )}
      </>
    ),
  },
  {
    id: 'place',
    header: 'Account, Region',
    minWidth: 125,
    sortingField: 'rowId',
    cell: ({ accountId, region }) => <AccountAndRegion accountId={accountId} region={region} />,
  },
];

/** DRS's own word, to be broken between its words. */
const wordsOf = (state: string | undefined): string => state?.replaceAll('_', ' ') ?? 'not known';

function SourceServerLink({ row: { serverName, serverText, sourceServerId } }: { readonly row: InstanceRow }) {
  if (serverName === undefined) return <Indicator type="warning">{serverText}</Indicator>;
  return <Link href={filteredHref('/source-servers', 'sourceServerId', sourceServerId)}>{serverText}</Link>;
}

function LaunchedBy({ row: { launch, noLaunch, isDrill, launchTime } }: { readonly row: InstanceRow }) {
  return (
    <>
      {isDrill !== undefined && <ExecutionTypeBadge executionType={isDrill ? 'DRILL' : 'RECOVERY'} />}
      <div>
        {launch === undefined ? (
          noLaunch
        ) : (
          <Link href={`/executions/${launch.execution.executionId}`}>{launch.execution.planName}</Link>
        )}
      </div>
      {launchTime !== undefined && (
        <Box variant="small" display="block">
          <Ago instant={launchTime} />
        </Box>
      )}
    </>
  );
}

const property = textPropertyOf<InstanceRow>();

export const instanceSearch: Search = {
  placeholder: 'Find instances, for example: How it stands = LEAK',
  noMatch: 'No recovery instance fits the filter',
  properties: [
    property('standing', 'How it stands', 'How they stand'),
    property('type', 'Type', 'Types'),
    property('instanceState', 'State', 'States'),
    property('serverText', 'Server', 'Servers'),
    property('planName', 'Plan', 'Plans'),
    property('failback', 'Failback', 'Failback states'),
    property('recoveryInstanceId', 'Instance', 'Instances'),
    property('sourceServerId', 'Source server', 'Source servers'),
    property('jobId', 'DRS job', 'DRS jobs'),
    property('accountId', 'Account', 'Accounts'),
    property('region', 'Region', 'Regions'),
  ],
};

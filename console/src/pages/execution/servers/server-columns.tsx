import type { PropertyFilterProperty } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { OutcomeStatus } from '../../../components/status.tsx';
import { textPropertyOf } from '../../../components/text-property.ts';
import { Ago, Time } from '../../../components/time.tsx';

/** A server of the table, with what is filtered and sorted by as plain fields. */
export interface ServerRow extends ServerView {
  readonly wave: string;
  readonly phase: string;
  readonly launchStatus: string;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly privateIp: string;
  readonly launchTime: string;
  readonly pointInTime: string;
  /** DRS's own words, else ours. */
  readonly error: string;
}

export const rowOf = (server: ServerView): ServerRow => {
  const { observed } = server;
  return {
    ...server,
    wave: `${server.waveNumber} ${server.waveName}`,
    phase: server.outcome === 'UNDECIDED' ? (observed?.phase ?? '') : '',
    launchStatus: observed?.launchStatus ?? '',
    instanceId: observed?.instanceId ?? server.recoveryInstanceId ?? '',
    instanceType: observed?.instanceType ?? '',
    privateIp: observed?.privateIp ?? '',
    launchTime: observed?.launchTime ?? '',
    pointInTime: observed?.pointInTime ?? '',
    error: observed?.error ?? server.reason ?? '',
  };
};

const orDash = (text: string) => (text === '' ? '–' : text);
const time = (text: string) => (text === '' ? '–' : <Time instant={text} short />);

export const serverColumns: TableProps.ColumnDefinition<ServerRow>[] = [
  { id: 'name', header: 'Name', sortingField: 'serverName', isRowHeader: true, cell: (row) => row.serverName },
  {
    id: 'outcome',
    header: 'Decided',
    sortingField: 'outcome',
    cell: (row) => <OutcomeStatus outcome={row.outcome} observed={row.observed !== undefined} />,
  },
  { id: 'phase', header: 'Phase', sortingField: 'phase', cell: (row) => orDash(row.phase) },
  {
    id: 'observed',
    header: 'Last observed',
    sortingField: 'launchStatus',
    cell: ({ observed }) =>
      observed === undefined ? (
        'not yet'
      ) : (
        <>
          {observed.launchStatus}{' '}
          <Box variant="small" display="inline">
            <Ago instant={observed.lastPolledTime} />
          </Box>
        </>
      ),
  },
  {
    id: 'error',
    header: 'What AWS says',
    sortingField: 'error',
    minWidth: 220,
    cell: (row) => (row.error === '' ? '–' : <Box color="text-status-error">{row.error}</Box>),
  },
  { id: 'wave', header: 'Wave', sortingField: 'waveNumber', cell: (row) => row.wave },
  { id: 'instance', header: 'Instance', sortingField: 'instanceId', cell: (row) => orDash(row.instanceId) },
  { id: 'type', header: 'Type', sortingField: 'instanceType', cell: (row) => orDash(row.instanceType) },
  { id: 'ip', header: 'Private IP', sortingField: 'privateIp', cell: (row) => orDash(row.privateIp) },
  { id: 'launch', header: 'Launched', sortingField: 'launchTime', cell: (row) => time(row.launchTime) },
  { id: 'point', header: 'Recovery point', sortingField: 'pointInTime', cell: (row) => time(row.pointInTime) },
  { id: 'host', header: 'Host name', sortingField: 'hostname', cell: (row) => row.hostname ?? '–' },
  { id: 'id', header: 'Source server', sortingField: 'sourceServerId', cell: (row) => row.sourceServerId },
  { id: 'place', header: 'Account, Region', cell: (row) => `${row.accountId} ${row.region}` },
];

const property = textPropertyOf<ServerRow>();

export const serverFilters: readonly PropertyFilterProperty[] = [
  property('outcome', 'Decided', 'Decided outcomes'),
  property('wave', 'Wave', 'Waves'),
  property('phase', 'Phase', 'Phases'),
  property('launchStatus', 'Last observed', 'Observed statuses'),
  property('serverName', 'Name', 'Names'),
  property('hostname', 'Host name', 'Host names'),
  property('error', 'What AWS says', 'Errors'),
  property('instanceId', 'Instance', 'Instances'),
  property('privateIp', 'Private IP', 'Addresses'),
  property('instanceType', 'Type', 'Types'),
  property('accountId', 'Account', 'Accounts'),
  property('region', 'Region', 'Regions'),
  property('sourceServerId', 'Source server', 'Source servers'),
];

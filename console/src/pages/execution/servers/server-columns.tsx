import './server-words.css';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { AccountAndRegion } from '../../../components/account-and-region.tsx';
import type { Search } from '../../../components/list-table.tsx';
import { skewText } from '../../../components/point-text.ts';
import { OutcomeStatus } from '../../../components/status.tsx';
import { textPropertyOf } from '../../../components/text-property.ts';
import { Ago, Time } from '../../../components/time.tsx';

/** A server of the table, with what is filtered and sorted by as plain fields. */
interface ServerRow extends ServerView {
  /** What failed first; then wave by wave, and in each by name. */
  readonly position: number;
  readonly wave: string;
  readonly phase: string;
  readonly launchStatus: string;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly privateIp: string;
  readonly launchTime: string;
  /** Up to when data was asked for; empty: the latest. */
  readonly askedTime: string;
  /** What DRS says it launched from. */
  readonly pointInTime: string;
  /** DRS's own words, else ours. */
  readonly error: string;
}

/** `position`: among all servers, as they stand until somebody sorts them. */
export const rowOf = (server: ServerView, position: number): ServerRow => {
  const { observed } = server;
  return {
    ...server,
    position,
    wave: `${server.waveNumber} ${server.waveName}`,
    phase: server.outcome === 'UNDECIDED' ? (observed?.phase ?? '') : '',
    launchStatus:
      server.terminatedBy !== undefined
        ? 'terminated'
        : server.gone !== undefined
          ? 'gone'
          : (observed?.launchStatus ?? ''),
    instanceId: observed?.instanceId ?? server.recoveryInstanceId ?? '',
    instanceType: observed?.instanceType ?? '',
    privateIp: observed?.privateIp ?? '',
    launchTime: observed?.launchTime ?? '',
    askedTime: server.pointInTime ?? '',
    pointInTime: observed?.pointInTime ?? '',
    error: observed?.error ?? server.reason ?? '',
  };
};

const orDash = (text: string) => (text === '' ? '–' : text);
const time = (text: string) => (text === '' ? '–' : <Time instant={text} />);

/** AWS's own: an encoded authorization message is one word of a thousand letters. */
const Words = ({ children }: { readonly children: string }) => (
  <div className="server-words">
    <Box color="text-status-error">{children}</Box>
  </div>
);

/** What is read first stands first: on a desk's narrowest screen nobody scrolls for it. */
export const serverColumns: TableProps.ColumnDefinition<ServerRow>[] = [
  {
    id: 'name',
    header: 'Name',
    minWidth: 120,
    sortingField: 'serverName',
    isRowHeader: true,
    cell: (row) => row.serverName,
  },
  {
    id: 'outcome',
    header: 'Decided, and what AWS says',
    minWidth: 260,
    sortingField: 'outcome',
    cell: (row) => (
      <>
        <OutcomeStatus outcome={row.outcome} observed={row.observed !== undefined} />
        {row.error !== '' && <Words>{row.error}</Words>}
        {(row.earlierAttempts ?? []).map(({ attempt, outcome, reason }) => (
          <Box key={attempt} variant="small" display="block">
            Attempt {attempt}: {outcome}
            {reason !== undefined && <Words>{reason}</Words>}
          </Box>
        ))}
      </>
    ),
  },
  { id: 'phase', header: 'Phase', minWidth: 110, sortingField: 'phase', cell: (row) => orDash(row.phase) },
  {
    id: 'instance',
    header: 'Instance',
    minWidth: 200,
    sortingField: 'instanceId',
    cell: (row) => orDash(row.instanceId),
  },
  {
    id: 'observed',
    header: 'Last observed',
    minWidth: 150,
    sortingField: 'launchStatus',
    cell: ({ observed, terminatedBy, gone }) =>
      terminatedBy !== undefined ? (
        <>
          terminated
          <Box variant="small" display="block">
            by{' '}
            <Link fontSize="body-s" href={`/executions/${terminatedBy}`}>
              a clean-up
            </Link>
          </Box>
        </>
      ) : gone !== undefined ? (
        <>
          gone
          <Box variant="small" display="block">
            {gone.cleanUpId === undefined ? (
              <>
                DRS lists it no more, seen <Ago instant={gone.observedTime} />
              </>
            ) : (
              <>
                when{' '}
                <Link fontSize="body-s" href={`/executions/${gone.cleanUpId}`}>
                  a clean-up
                </Link>{' '}
                looked
              </>
            )}
          </Box>
        </>
      ) : observed === undefined ? (
        'not yet'
      ) : (
        <>
          {observed.launchStatus}
          <Box variant="small" display="block">
            <Ago instant={observed.lastPolledTime} />
          </Box>
        </>
      ),
  },
  { id: 'wave', header: 'Wave', minWidth: 110, sortingField: 'waveNumber', cell: (row) => row.wave },
  { id: 'type', header: 'Type', sortingField: 'instanceType', cell: (row) => orDash(row.instanceType) },
  { id: 'ip', header: 'Private IP', sortingField: 'privateIp', cell: (row) => orDash(row.privateIp) },
  { id: 'launch', header: 'Launched', minWidth: 205, sortingField: 'launchTime', cell: (row) => time(row.launchTime) },
  {
    id: 'point',
    header: 'Recovery point',
    minWidth: 205,
    sortingField: 'pointInTime',
    cell: ({ pointInTime, askedTime }) =>
      pointInTime === '' ? (
        '–'
      ) : (
        <>
          <Time instant={pointInTime} />
          {askedTime !== '' && <Box variant="small">{skewText(pointInTime, askedTime)}</Box>}
        </>
      ),
  },
  {
    id: 'asked',
    header: 'Asked for',
    minWidth: 205,
    sortingField: 'askedTime',
    cell: ({ askedTime }) => (askedTime === '' ? 'the latest' : <Time instant={askedTime} />),
  },
  { id: 'host', header: 'Host name', minWidth: 140, sortingField: 'hostname', cell: (row) => row.hostname ?? '–' },
  {
    id: 'id',
    header: 'Source server',
    minWidth: 205,
    sortingField: 'sourceServerId',
    cell: (row) => row.sourceServerId,
  },
  {
    id: 'place',
    header: 'Account, Region',
    minWidth: 150,
    cell: (row) => <AccountAndRegion accountId={row.accountId} region={row.region} />,
  },
];

const property = textPropertyOf<ServerRow>();

export const serverSearch: Search = {
  placeholder: 'Find servers, for example: Decided = FAILED',
  noMatch: 'No server fits the filter',
  properties: [
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
  ],
};

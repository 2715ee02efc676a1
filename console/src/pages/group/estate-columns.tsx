import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { EstateServer } from '../../../../src/domain/model/estate-view.ts';
import { LastLaunch } from '../../components/last-launch.tsx';
import type { Search } from '../../components/list-table.tsx';
import { Pieces } from '../../components/pieces.tsx';
import { Replication } from '../../components/replication.tsx';
import { serverNameColumn } from '../../components/server-name.tsx';
import { textPropertyOf } from '../../components/text-property.ts';

export const estateColumns: TableProps.ColumnDefinition<EstateServer>[] = [
  serverNameColumn(),
  {
    id: 'replication',
    header: 'Replication',
    sortingField: 'replicationState',
    minWidth: 190,
    cell: (server) => <Replication {...server} />,
  },
  { id: 'fit', header: 'Can be launched', minWidth: 140, cell: (server) => <LaunchNow {...server} /> },
  {
    id: 'last',
    header: 'Last launch',
    sortingField: 'lastLaunchTime',
    cell: (server) => <LastLaunch server={server} />,
  },
  { id: 'tags', header: 'Tags', minWidth: 170, cell: ({ tags }) => <Pieces text={tagsText(tags)} /> },
];

const property = textPropertyOf<EstateServer>();

export const estateSearch: Search = {
  placeholder: 'Find servers by name or state',
  noMatch: 'No server fits the filter',
  properties: [
    property('serverName', 'Name', 'Names'),
    property('hostname', 'Host name', 'Host names'),
    property('replicationState', 'Replication', 'Replication states'),
    property('lastLaunchResult', 'Last launch', 'Results'),
    property('sourceServerId', 'Source server', 'Source servers'),
  ],
};

/** "Name = db-1, Tier = db". */
export const tagsText = (tags: EstateServer['tags']): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');

/** Of a selection of many servers. */
export const tagsCut = '; of the tags, those that groups select by';

export function Holder({ heldBy }: { readonly heldBy: EstateServer['heldBy'] }) {
  if (heldBy === undefined) return <>–</>;
  return (
    <Link
      fontSize="inherit"
      href={`/executions/${heldBy.executionId}`}
      ariaLabel={`an execution of ${heldBy.planName}`}
    >
      {heldBy.planName}
    </Link>
  );
}

function Fitness({ unfit }: { readonly unfit: string | undefined }) {
  return unfit === undefined ? <>yes</> : <Box color="text-status-error">no: {unfit}</Box>;
}

/** Whether a start would launch it now: it is fit, and nobody has it. */
export function LaunchNow({ unfit, heldBy }: Pick<EstateServer, 'unfit' | 'heldBy'>) {
  if (heldBy === undefined) return <Fitness unfit={unfit} />;
  return (
    <>
      {unfit === undefined ? <>not now</> : <Fitness unfit={unfit} />}
      <Box variant="small" display="block">
        taken by <Holder heldBy={heldBy} />
      </Box>
    </>
  );
}

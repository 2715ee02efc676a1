import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import type { CheckedServer } from '../../../../../src/domain/model/start-check.ts';
import { AccountAndRegion } from '../../../components/account-and-region.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { Replication } from '../../../components/replication.tsx';
import { WholeIds } from '../../../components/whole-ids.tsx';
import { byName } from '../../../data/by-name.ts';

const pageSize = 20;

/** What is blocked stands first, then what is warned of; each by name. */
export function CheckedServers({
  servers,
  label,
}: {
  readonly servers: readonly CheckedServer[];
  readonly label: string;
}) {
  const weight = ({ blockers, warnings }: CheckedServer): number =>
    blockers.length > 0 ? 2 : warnings.length > 0 ? 1 : 0;
  const { items, paginationProps } = useCollection(
    servers.toSorted((a, b) => weight(b) - weight(a) || byName.compare(a.serverName, b.serverName)),
    { pagination: { pageSize } },
  );
  return (
    <FittingTable
      variant="embedded"
      contentDensity="compact"
      items={[...items]}
      trackBy="sourceServerId"
      ariaLabels={{ tableLabel: label }}
      empty={<EmptyState title="No server: its groups match nothing now" />}
      {...(servers.length > pageSize && { pagination: <Pagination {...paginationProps} /> })}
      columnDefinitions={[
        { id: 'name', header: 'Server', minWidth: 120, isRowHeader: true, cell: ({ serverName }) => serverName },
        {
          id: 'place',
          header: 'Account, Region',
          minWidth: 130,
          cell: ({ accountId, region }) => <AccountAndRegion accountId={accountId} region={region} />,
        },
        { id: 'replication', header: 'Replication', minWidth: 190, cell: (server) => <Replication {...server} /> },
        { id: 'found', header: 'Found', cell: (server) => <Findings server={server} /> },
      ]}
    />
  );
}

function Findings({ server }: { readonly server: CheckedServer }) {
  const { warnings, heldBy } = server;
  if (server.blockers.length + warnings.length === 0) return <>nothing</>;
  // Who holds it is told by a link.
  const blockers = server.blockers.filter((text) => heldBy === undefined || !text.includes(heldBy.executionId));
  return (
    <>
      {blockers.map((text) => (
        <Box key={text} color="text-status-error">
          <WholeIds text={text} />
        </Box>
      ))}
      {heldBy !== undefined && (
        <Box color="text-status-error">
          held by <Link href={`/executions/${heldBy.executionId}`}>an execution of {heldBy.planName}</Link>
        </Box>
      )}
      {warnings.map((text) => (
        <div key={text}>
          <WholeIds text={text} />
        </div>
      ))}
    </>
  );
}

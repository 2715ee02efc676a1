import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import type { CheckedServer } from '../../../../../src/domain/model/start-check.ts';
import { AccountAndRegion } from '../../../components/account-and-region.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { FittingTable } from '../../../components/fitting-table.tsx';
import { skewText } from '../../../components/point-text.ts';
import { remedyHere } from '../../../components/remedy.ts';
import { Replication } from '../../../components/replication.tsx';
import { Time, utcText } from '../../../components/time.tsx';
import { WholeIds } from '../../../components/whole-ids.tsx';
import { byName } from '../../../data/by-name.ts';

const pageSize = 20;

/** What is blocked stands first, then what is warned of; each by name. */
export function CheckedServers({
  servers,
  pointInTime,
  label,
}: {
  readonly servers: readonly CheckedServer[];
  /** Of their wave: up to when data is wanted. */
  readonly pointInTime: string | undefined;
  readonly label: string;
}) {
  const weight = ({ findings }: CheckedServer): number =>
    findings.some(({ severity }) => severity === 'BLOCKER') ? 2 : findings.length > 0 ? 1 : 0;
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
      empty={
        <EmptyState title="No server: its groups match nothing now">
          Edit what the groups select, or give servers the tags that they ask for.
        </EmptyState>
      }
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
        ...(pointInTime === undefined
          ? []
          : [
              {
                id: 'point',
                header: 'Recovery point',
                minWidth: 190,
                cell: (server: CheckedServer) => <Point server={server} pointInTime={pointInTime} />,
              },
            ]),
        { id: 'found', header: 'Found', cell: (server) => <Findings server={server} /> },
      ]}
    />
  );
}

function Point({ server, pointInTime }: { readonly server: CheckedServer; readonly pointInTime: string }) {
  const { recoverySnapshotTime } = server;
  if (recoverySnapshotTime === undefined) return <Box color="text-status-error">none so old, or not known</Box>;
  return (
    <>
      <Time instant={recoverySnapshotTime} />
      <Box variant="small">{skewText(recoverySnapshotTime, pointInTime)}</Box>
    </>
  );
}

function Findings({ server }: { readonly server: CheckedServer }) {
  const { findings, heldBy } = server;
  if (findings.length === 0) return <>nothing</>;
  return (
    <>
      {findings.map(({ code, severity, message, remedy }) => (
        <Box key={`${code} ${message}`} {...(severity === 'BLOCKER' && { color: 'text-status-error' })}>
          {code === 'SERVER_LOCKED' && heldBy !== undefined ? (
            <>
              held by <Link href={`/executions/${heldBy.executionId}`}>an execution of {heldBy.planName}</Link> since{' '}
              {utcText(heldBy.since)}
            </>
          ) : (
            <WholeIds text={message} />
          )}
          {severity === 'UNKNOWN' && ' (not known)'}
          <Box variant="small" display="block">
            {remedyHere({ code, remedy })}
          </Box>
        </Box>
      ))}
    </>
  );
}

import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { countOf } from '../../components/count.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { Ago } from '../../components/time.tsx';
import { driftQuery } from '../../data/launch-settings.ts';
import { driftColumns, driftSearch, rowOf } from './drift-columns.tsx';

interface Props {
  readonly groupId: string;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

/** Where AWS differs from what is wanted, by server and field. */
export function DriftTable({ groupId, filter, onFilter }: Props) {
  const { data, error, isFetching, refetch } = useQuery(driftQuery(groupId));
  const rows = useMemo(() => (data?.servers ?? []).map(rowOf), [data]);
  if (error !== null && data === undefined) return <FailureAlert what="What AWS has" error={error} />;
  const drifted = rows.filter(({ state }) => state === 'DRIFTED').length;
  const unknown = rows.filter(({ state }) => state === 'UNKNOWN').length;
  return (
    <>
      {error !== null && <FailureAlert what="What AWS has now" error={error} />}
      <ListTable
        title="Wanted, and what AWS has"
        place="section"
        loading={data === undefined}
        loadingText="Asking AWS, server by server"
        rows={rows}
        trackBy="sourceServerId"
        columns={driftColumns}
        sortedBy="serverName"
        actions={
          <Button loading={isFetching} onClick={() => void refetch()}>
            Look again
          </Button>
        }
        description={
          data !== undefined && (
            <>
              {countOf(drifted, 'server')} drifted{unknown > 0 && `, ${unknown} could not be asked`}
              {data.askedTime !== undefined && (
                <>
                  ; AWS was asked <Ago instant={data.askedTime} />
                </>
              )}
            </>
          )
        }
        empty={
          <EmptyState title="The group matches no server now">
            <Link href={`/protection-groups/${groupId}/edit`}>Edit the group</Link>, or give servers the tags that it
            asks for.
          </EmptyState>
        }
        search={{ ...driftSearch, filter, onFilter }}
      />
    </>
  );
}

import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { SelectionRequest } from '../../../../src/domain/model/estate-view.ts';
import { countOf } from '../../components/count.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { Ago } from '../../components/time.tsx';
import { resolvedQuery } from '../../data/estate.ts';
import { estateColumns, estateSearch, tagsCut } from './estate-columns.tsx';

interface Props {
  readonly request: SelectionRequest;
  readonly filter: string | undefined;
  readonly onFilter: (filter: string) => void;
}

/** What a selection matches in DRS now, and what of it is taken. */
export function ResolvedServers({ request, filter, onFilter }: Props) {
  const { data, error, isPending } = useQuery(resolvedQuery(request));
  if (error !== null && data === undefined) return <FailureAlert what="What it matches now" error={error} />;
  const servers = data?.servers ?? [];
  const unknown = data?.unknownServerIds ?? [];
  const taken = servers.filter(({ heldBy }) => heldBy !== undefined).length;
  return (
    <SpaceBetween size="s">
      {unknown.length > 0 && (
        <Alert type="error" header={`DRS does not know ${countOf(unknown.length, 'server')} of it`}>
          {unknown.join(', ')}. A start would be refused.
        </Alert>
      )}
      <ListTable
        title="Matches now"
        place="section"
        loading={isPending}
        loadingText="Asking AWS"
        rows={servers}
        trackBy="sourceServerId"
        columns={estateColumns}
        sortedBy="serverName"
        description={
          data !== undefined && (
            <>
              {taken === 0 ? 'None is taken' : `${countOf(taken, 'server')} taken by executions`}; AWS was asked{' '}
              <Ago instant={data.askedTime} />
              {data.tagKeys !== undefined && tagsCut}
            </>
          )
        }
        empty={
          <EmptyState title="Matches no server now">
            A start would be refused: DRS in {request.accountId} {request.region} shows none like this. Edit what is
            selected, or give servers there these tags.
          </EmptyState>
        }
        search={{ ...estateSearch, filter, onFilter }}
      />
    </SpaceBetween>
  );
}

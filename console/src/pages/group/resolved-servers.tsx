import { useCollection } from '@cloudscape-design/collection-hooks';
import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import type { SelectionRequest } from '../../../../src/domain/model/estate-view.ts';
import { countOf } from '../../components/count.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { Ago } from '../../components/time.tsx';
import { resolvedQuery } from '../../data/estate.ts';
import { estateColumns } from './estate-columns.tsx';

/** What a selection matches in DRS now, and what of it is taken. */
export function ResolvedServers({ request }: { readonly request: SelectionRequest }) {
  const { data, error, isPending } = useQuery(resolvedQuery(request));
  const servers = data?.servers ?? [];
  const taken = servers.filter(({ heldBy }) => heldBy !== undefined).length;
  const { items, collectionProps, filterProps, paginationProps } = useCollection(servers, {
    filtering: {
      fields: ['serverName', 'hostname', 'sourceServerId', 'replicationState'],
      empty: (
        <EmptyState title="Matches no server now">
          A start would be refused: DRS in {request.accountId} {request.region} shows none like this.
        </EmptyState>
      ),
      noMatch: <EmptyState title="No server has this in its name" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'serverName' } } },
  });
  if (error !== null) return <FailureAlert what="What it matches now" error={error} />;
  return (
    <SpaceBetween size="s">
      {data !== undefined && data.unknownServerIds.length > 0 && (
        <Alert type="error" header={`DRS does not know ${countOf(data.unknownServerIds.length, 'server')} of it`}>
          {data.unknownServerIds.join(', ')}. A start would be refused.
        </Alert>
      )}
      <Table
        {...collectionProps}
        loading={isPending}
        loadingText="Asking AWS"
        items={[...items]}
        trackBy="sourceServerId"
        columnDefinitions={estateColumns}
        ariaLabels={{ tableLabel: 'Servers that match now' }}
        header={
          <Header
            variant="h2"
            counter={`(${servers.length})`}
            {...(data !== undefined && {
              description: (
                <>
                  {taken === 0 ? 'None is taken' : `${countOf(taken, 'server')} taken by executions`}; AWS was asked{' '}
                  <Ago instant={data.askedTime} />
                </>
              ),
            })}
          >
            Matches now
          </Header>
        }
        filter={<TextFilter {...filterProps} filteringPlaceholder="Find servers" filteringAriaLabel="Find servers" />}
        pagination={<Pagination {...paginationProps} />}
      />
    </SpaceBetween>
  );
}

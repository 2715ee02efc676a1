import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import Table from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { countText } from '../../../components/count-text.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { filterText, parseFilter } from '../../../components/filter-text.ts';
import { rowOf, serverColumns, serverFilters } from './server-columns.tsx';

interface Props {
  readonly servers: readonly ServerView[];
  readonly filter: string | undefined;
  readonly onFilter: (text: string) => void;
}

export function ServersTable({ servers, filter, onFilter }: Props) {
  const rows = useMemo(() => servers.map(rowOf), [servers]);
  const {
    items,
    collectionProps,
    propertyFilterProps,
    paginationProps,
    filteredItemsCount = 0,
  } = useCollection(rows, {
    propertyFiltering: {
      filteringProperties: serverFilters,
      defaultQuery: parseFilter(filter),
      empty: (
        <EmptyState title="No servers yet">They are shown as soon as the checks before the start are done.</EmptyState>
      ),
      noMatch: <EmptyState title="No server fits the filter" />,
    },
    pagination: { pageSize: 50 },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      items={[...items]}
      trackBy="sourceServerId"
      columnDefinitions={serverColumns}
      stickyColumns={{ first: 1 }}
      enableKeyboardNavigation
      header={
        <Header variant="h3" counter={countText(filteredItemsCount, rows.length)}>
          Servers
        </Header>
      }
      filter={
        <PropertyFilter
          {...propertyFilterProps}
          filteringPlaceholder="Find servers, for example: Decided = FAILED"
          onChange={(event) => {
            propertyFilterProps.onChange(event);
            onFilter(filterText(event.detail));
          }}
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

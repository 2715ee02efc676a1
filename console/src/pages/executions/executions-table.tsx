import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import Table from '@cloudscape-design/components/table';
import { getRouteApi } from '@tanstack/react-router';
import { countText } from '../../components/count-text.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { filterText, parseFilter } from '../../components/filter-text.ts';
import { FirstDrillHint } from '../../components/first-drill-hint.tsx';
import type { ExecutionList } from '../../data/executions.ts';
import { executionColumns, executionFilters, rowsOf } from './execution-columns.tsx';

const route = getRouteApi('/frame/executions');

/** The filter lives in the address: a list can be bookmarked, and sent to a colleague. */
export function ExecutionsTable({ list }: { readonly list: ExecutionList }) {
  const { filter } = route.useSearch();
  const navigate = route.useNavigate();
  const rows = rowsOf(list.items);
  const {
    items,
    collectionProps,
    propertyFilterProps,
    paginationProps,
    filteredItemsCount = 0,
  } = useCollection(rows, {
    propertyFiltering: {
      filteringProperties: executionFilters,
      defaultQuery: parseFilter(filter),
      empty: (
        <EmptyState title="No execution yet">
          <FirstDrillHint />
        </EmptyState>
      ),
      noMatch: <EmptyState title="No execution fits the filter" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'startTime' }, isDescending: true } },
  });
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      items={[...items]}
      trackBy="executionId"
      columnDefinitions={executionColumns}
      enableKeyboardNavigation
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={countText(filteredItemsCount, rows.length)}
          {...(list.more && { description: 'Older runs are not shown: ./breakwater get executions' })}
        >
          Executions
        </Header>
      }
      filter={
        <PropertyFilter
          {...propertyFilterProps}
          filteringPlaceholder="Find executions by status, plan, type or person"
          onChange={(event) => {
            propertyFilterProps.onChange(event);
            const text = filterText(event.detail);
            navigate({ search: text === '' ? {} : { filter: text }, replace: true }).catch(() => undefined);
          }}
        />
      }
      pagination={<Pagination {...paginationProps} />}
    />
  );
}

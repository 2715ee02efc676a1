import { type PropertyFilterProperty, useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import type { TableProps } from '@cloudscape-design/components/table';
import { type ReactNode, useEffect, useRef } from 'react';
import { EmptyState } from './empty-state.tsx';
import { filterText, parseFilter } from './filter-text.ts';
import { FittingTable } from './fitting-table.tsx';

/** What the rows are filtered by; kept in the address where the page says how. */
export interface Search {
  readonly properties: readonly PropertyFilterProperty[];
  readonly placeholder: string;
  /** When no row fits: "No plan fits the filter". */
  readonly noMatch: string;
  /** As it stands in the address. */
  readonly filter?: string | undefined;
  /** Empty: nothing is filtered. */
  readonly onFilter?: (filter: string) => void;
}

const looks = {
  /** The table is the page. */
  page: { variant: 'full-page', heading: 'awsui-h1-sticky' },
  /** One of several things on a page. */
  section: { variant: 'container', heading: 'h2' },
  /** Inside a tab. */
  tab: { variant: 'embedded', heading: 'h3' },
} as const;

interface Props<Row>
  extends Pick<
    TableProps<Row>,
    'trackBy' | 'loading' | 'loadingText' | 'stickyColumns' | 'selectionType' | 'selectedItems' | 'onSelectionChange'
  > {
  readonly title: string;
  readonly place: keyof typeof looks;
  readonly rows: readonly Row[];
  readonly columns: readonly TableProps.ColumnDefinition<Row>[];
  /** At first. */
  readonly sortedBy: keyof Row & string;
  readonly isDescending?: boolean;
  readonly search: Search;
  /** When there are no rows at all. */
  readonly empty: ReactNode;
  /** When no row fits the filter, and more is to be said of it than that. */
  readonly noMatch?: ReactNode;
  /** In place of how many rows there are, which is not said before they are read. */
  readonly counter?: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Of tables whose rows are selected. */
  readonly selectionLabels?: Pick<
    TableProps.AriaLabels<Row>,
    'selectionGroupLabel' | 'allItemsSelectionLabel' | 'itemSelectionLabel'
  >;
}

const pageSize = 50;

/** A list that is filtered by its properties, sorted and paged: the one shape that every list of the console has. */
export function ListTable<Row>(props: Props<Row>) {
  const { title, place, rows, columns, sortedBy, isDescending = false, search, empty, noMatch, ...more } = props;
  const { counter, description, actions, selectionLabels, ...table } = more;
  const collection = useCollection(rows, {
    propertyFiltering: {
      filteringProperties: search.properties,
      defaultQuery: parseFilter(search.filter),
      empty,
      noMatch: noMatch ?? <EmptyState title={search.noMatch}>Change the filter above, or clear it.</EmptyState>,
    },
    pagination: { pageSize },
    sorting: { defaultState: { sortingColumn: { sortingField: sortedBy }, isDescending } },
  });
  const { items, collectionProps, propertyFilterProps, paginationProps, filteredItemsCount = 0 } = collection;
  const count = counter ?? (table.loading === true ? undefined : countText(filteredItemsCount, rows.length));
  useFilterOfAddress(search, filterText(propertyFilterProps.query), (query) =>
    collection.actions.setPropertyFiltering(query),
  );
  return (
    <FittingTable
      {...collectionProps}
      {...table}
      variant={looks[place].variant}
      stickyHeader={place === 'page'}
      items={items}
      columnDefinitions={columns}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: title, ...selectionLabels }}
      header={
        <Header
          variant={looks[place].heading}
          {...(count !== undefined && { counter: count })}
          description={description}
          actions={actions}
        >
          {title}
        </Header>
      }
      filter={
        <PropertyFilter
          {...propertyFilterProps}
          filteringPlaceholder={search.placeholder}
          onChange={(event) => {
            propertyFilterProps.onChange(event);
            search.onFilter?.(filterText(event.detail));
          }}
        />
      }
      {...(rows.length > pageSize && { pagination: <Pagination {...paginationProps} /> })}
    />
  );
}

/** "(3 of 300)". */
const countText = (shown: number, all: number): string => (shown === all ? `(${all})` : `(${shown} of ${all})`);

/** Who goes back, or follows a link to the same page, sees what the address says. */
function useFilterOfAddress(
  { filter, onFilter }: Search,
  shown: string,
  show: (query: ReturnType<typeof parseFilter>) => void,
): void {
  const newest = useRef({ shown, show, isKept: onFilter !== undefined });
  newest.current = { shown, show, isKept: onFilter !== undefined };
  useEffect(() => {
    const query = parseFilter(filter);
    if (newest.current.isKept && filterText(query) !== newest.current.shown) newest.current.show(query);
  }, [filter]);
}

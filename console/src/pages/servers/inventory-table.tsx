import { useCollection } from '@cloudscape-design/collection-hooks';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import Table from '@cloudscape-design/components/table';
import { countText } from '../../components/count-text.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { filterText, parseFilter } from '../../components/filter-text.ts';
import { useSplitPanel } from '../../shell/split-panel.tsx';
import { inventoryColumns, inventoryFilters } from './inventory-columns.tsx';
import { ServerPanel } from './server-panel.tsx';
import type { Inventory } from './use-inventory.ts';

interface Props {
  readonly inventory: Inventory;
  readonly filter: string | undefined;
  /** The row whose details are shown. */
  readonly chosenId: string | undefined;
  readonly onFilter: (text: string) => void;
  readonly onChoose: (rowId: string | undefined) => void;
}

export function InventoryTable({ inventory, filter, chosenId, onFilter, onChoose }: Props) {
  const { rows, scopes, failed, pendingCount, isRead } = inventory;
  const {
    items,
    collectionProps,
    propertyFilterProps,
    paginationProps,
    filteredItemsCount = 0,
  } = useCollection(rows, {
    propertyFiltering: {
      filteringProperties: inventoryFilters,
      defaultQuery: parseFilter(filter),
      empty: (
        <EmptyState title={emptyTitle(scopes.length, failed.length)}>
          Install the DRS agent on a server to replicate it.
        </EmptyState>
      ),
      noMatch: <EmptyState title="No server fits the filter" />,
    },
    pagination: { pageSize: 50 },
    sorting: { defaultState: { sortingColumn: { sortingField: 'serverName' } } },
  });
  const chosen = rows.find(({ rowId }) => rowId === chosenId);
  useSplitPanel(
    chosen,
    (row) => <ServerPanel row={row} />,
    () => onChoose(undefined),
  );
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      loading={rows.length === 0 && (!isRead || pendingCount > 0)}
      loadingText="Asking AWS"
      items={[...items]}
      trackBy="rowId"
      columnDefinitions={inventoryColumns}
      selectionType="single"
      selectedItems={chosen === undefined ? [] : [chosen]}
      onSelectionChange={({ detail }) => onChoose(detail.selectedItems[0]?.rowId)}
      ariaLabels={{
        tableLabel: 'Source servers',
        selectionGroupLabel: 'Details of',
        itemSelectionLabel: (_selection, { serverName }) => `Details of ${serverName}`,
      }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={countText(filteredItemsCount, rows.length)}
          description={placesText(scopes.length, failed.length, pendingCount)}
        >
          Source servers
        </Header>
      }
      filter={
        <PropertyFilter
          {...propertyFilterProps}
          filteringPlaceholder="Find servers by name, state, group or tag"
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

const emptyTitle = (scopes: number, failed: number): string => {
  if (scopes === 0) return 'Nowhere to look yet';
  return failed === 0 ? 'DRS shows no source server' : 'No server is shown: AWS did not answer everywhere';
};

/** What is missing is never passed over. */
const placesText = (scopes: number, failed: number, pending: number): string =>
  [
    `${scopes - failed - pending} of ${scopes} accounts and Regions answered`,
    ...(pending > 0 ? [`${pending} still asked`] : []),
    ...(failed > 0 ? [`${failed} failed: their servers are NOT shown`] : []),
  ].join('; ');

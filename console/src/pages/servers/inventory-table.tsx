import { EmptyState } from '../../components/empty-state.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { useSplitPanel } from '../../shell/split-panel.tsx';
import { inventoryColumns, inventorySearch } from './inventory-columns.tsx';
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
  const chosen = rows.find(({ rowId }) => rowId === chosenId);
  useSplitPanel(
    chosen,
    (row) => <ServerPanel row={row} />,
    () => onChoose(undefined),
  );
  return (
    <ListTable
      title="Source servers"
      place="page"
      loading={rows.length === 0 && (!isRead || pendingCount > 0)}
      loadingText="Asking AWS"
      rows={rows}
      trackBy="rowId"
      columns={inventoryColumns}
      sortedBy="serverName"
      description={placesText(scopes.length, failed.length, pendingCount)}
      selectionType="single"
      selectedItems={chosen === undefined ? [] : [chosen]}
      onSelectionChange={({ detail }) => onChoose(detail.selectedItems[0]?.rowId)}
      selectionLabels={{
        selectionGroupLabel: 'Details of',
        itemSelectionLabel: (_selection, { serverName }) => `Details of ${serverName}`,
      }}
      empty={
        <EmptyState title={emptyTitle(scopes.length, failed.length)}>
          Install the DRS agent on a server to replicate it.
        </EmptyState>
      }
      search={{ ...inventorySearch, filter, onFilter }}
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

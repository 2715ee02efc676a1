import type { InventoryScope } from '../../../../src/domain/model/inventory.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RefreshButton } from '../../components/inventory/refresh-button.tsx';
import { ScopesSeen } from '../../components/inventory/scopes-seen.tsx';
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
  const { rows, scopes, isRead } = inventory;
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
      loading={rows.length === 0 && (!isRead || scopes.some(({ result }) => result === 'NOT_YET'))}
      loadingText="Asking AWS for the first time"
      rows={rows}
      trackBy="rowId"
      columns={inventoryColumns}
      sortedBy="serverName"
      description={<ScopesSeen scopes={scopes} />}
      actions={<RefreshButton />}
      selectionType="single"
      selectedItems={chosen === undefined ? [] : [chosen]}
      onSelectionChange={({ detail }) => onChoose(detail.selectedItems[0]?.rowId)}
      selectionLabels={{
        selectionGroupLabel: 'Details of',
        itemSelectionLabel: (_selection, { serverName }) => `Details of ${serverName}`,
      }}
      empty={<EmptyState title={emptyTitle(scopes)}>Install the DRS agent on a server to replicate it.</EmptyState>}
      search={{ ...inventorySearch, filter, onFilter }}
    />
  );
}

const emptyTitle = (scopes: readonly InventoryScope[]): string => {
  if (scopes.length === 0) return 'No account is registered';
  return scopes.some(({ result }) => result === 'FAILED')
    ? 'No server is shown: AWS did not answer everywhere'
    : 'DRS shows no source server';
};

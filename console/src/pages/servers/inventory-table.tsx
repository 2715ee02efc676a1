import { NothingSeen } from '../../components/inventory/nothing-seen.tsx';
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
      empty={
        <NothingSeen what="source server" scopes={scopes}>
          Install the DRS agent on a server: it is listed here once DRS knows it.
        </NothingSeen>
      }
      search={{ ...inventorySearch, filter, onFilter }}
    />
  );
}

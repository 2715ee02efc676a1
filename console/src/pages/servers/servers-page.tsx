import SpaceBetween from '@cloudscape-design/components/space-between';
import { getRouteApi } from '@tanstack/react-router';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { ScopeAlerts } from '../../components/inventory/scope-alerts.tsx';
import { usePage } from '../../shell/page.ts';
import { InventoryTable } from './inventory-table.tsx';
import { TagSync } from './tag-sync.tsx';
import { useInventory } from './use-inventory.ts';

const route = getRouteApi('/frame/source-servers');

/** Every source server of every registered account and Region, as it was seen last. */
export function ServersPage() {
  usePage('Source servers');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const inventory = useInventory();
  const go = (changes: typeof search): void => {
    navigate({ search: { ...search, ...changes }, replace: true, resetScroll: false }).catch(() => undefined);
  };
  if (inventory.error !== null && !inventory.isRead)
    return <FailureAlert what="The source servers" error={inventory.error} />;
  return (
    <SpaceBetween size="m">
      <ScopeAlerts scopes={inventory.scopes} />
      <InventoryTable
        inventory={inventory}
        filter={search.filter}
        chosenId={search.server}
        onFilter={(filter) => go({ filter: filter === '' ? undefined : filter })}
        onChoose={(server) => go({ server })}
      />
      <TagSync />
    </SpaceBetween>
  );
}

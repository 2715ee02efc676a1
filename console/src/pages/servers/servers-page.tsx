import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { getRouteApi } from '@tanstack/react-router';
import { scopeKey } from '../../../../src/domain/model/scope.ts';
import { FailureAlert } from '../../components/failure-alert.tsx';
import { usePage } from '../../shell/page.ts';
import { InventoryTable } from './inventory-table.tsx';
import { PlaceForm } from './place-form.tsx';
import { useInventory } from './use-inventory.ts';

const route = getRouteApi('/frame/source-servers');

/** Every source server of every account and Region that is known of, or was named in the address. */
export function ServersPage() {
  usePage('Source servers');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const inventory = useInventory(search.places ?? []);
  const go = (changes: typeof search): void => {
    navigate({ search: { ...search, ...changes }, replace: true, resetScroll: false }).catch(() => undefined);
  };
  return (
    <SpaceBetween size="m">
      {inventory.failed.map(({ scope, error }) => (
        <FailureAlert key={scopeKey(scope)} what={`${scope.accountId} ${scope.region} is not shown`} error={error} />
      ))}
      {inventory.isRead && inventory.scopes.length === 0 && (
        <Alert type="info" header="No account and Region is known yet">
          Name one below, or save a protection group: its account and Region are shown from then on.
        </Alert>
      )}
      <InventoryTable
        inventory={inventory}
        filter={search.filter}
        chosenId={search.server}
        onFilter={(filter) => go({ filter: filter === '' ? undefined : filter })}
        onChoose={(server) => go({ server })}
      />
      <PlaceForm
        header={<Header variant="h3">Look elsewhere, too</Header>}
        onAdd={(place) => go({ places: [...new Set([...(search.places ?? []), place])] })}
      />
    </SpaceBetween>
  );
}

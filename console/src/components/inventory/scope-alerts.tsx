import Alert from '@cloudscape-design/components/alert';
import type { InventoryScope } from '../../../../src/domain/model/inventory.ts';
import { scopeKey } from '../../../../src/domain/model/scope.ts';
import { Ago } from '../time.tsx';

/** Accounts and Regions that did not answer when they were asked last: what is shown of them is old, or nothing is. */
export function ScopeAlerts({ scopes }: { readonly scopes: readonly InventoryScope[] }) {
  return scopes.flatMap((scope) => {
    const { accountId, region, observedTime, failure, result } = scope;
    if (result !== 'FAILED' || failure === undefined) return [];
    const place = `${accountId} ${region}`;
    return [
      <Alert
        key={scopeKey(scope)}
        type={observedTime === undefined ? 'error' : 'warning'}
        header={observedTime === undefined ? `${place} is not shown` : `${place} is not up to date`}
      >
        {failure.message}
        {observedTime !== undefined && (
          <div>
            Its servers and instances are shown as they were seen <Ago instant={observedTime} />.
          </div>
        )}
      </Alert>,
    ];
  });
}

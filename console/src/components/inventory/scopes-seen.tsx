import type { InventoryScope } from '../../../../src/domain/model/inventory.ts';
import { Ago } from '../time.tsx';

/** What is missing is never passed over. */
export function ScopesSeen({ scopes }: { readonly scopes: readonly InventoryScope[] }) {
  const seen = scopes.flatMap(({ observedTime }) => observedTime ?? []).toSorted();
  const [oldest] = seen;
  return (
    <>
      {seen.length} of {scopes.length} accounts and Regions seen
      {oldest !== undefined && (
        <>
          ; the oldest look was <Ago instant={oldest} />
        </>
      )}
    </>
  );
}

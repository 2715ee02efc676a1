import type { InventoryServer } from '../../../../src/domain/model/inventory.ts';
import { Indicator } from '../indicator.tsx';
import { Ago } from '../time.tsx';

/** How old a row of the inventory is. What is not newer because AWS did not answer stands out. */
export function Seen({ row }: { readonly row: Pick<InventoryServer, 'observedTime' | 'refreshFailure'> }) {
  if (row.refreshFailure === undefined) return <Ago instant={row.observedTime} />;
  return (
    <Indicator type="warning">
      <Ago instant={row.observedTime} />
    </Indicator>
  );
}

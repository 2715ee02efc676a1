import { openSqliteItemStore } from '../../src/adapters/sqlite/item-store.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A store whose commits come in a later turn of the event loop: time stands still until they have. */
export const underVirtualTime = (store: ItemStore, clock: VirtualClock): ItemStore => ({
  ...store,
  transact: (writes) => clock.hold(store.transact(writes)),
});

export const openSqliteInMemory = async (clock: VirtualClock): Promise<ItemStore> =>
  underVirtualTime(openSqliteItemStore({ path: ':memory:' }), clock);

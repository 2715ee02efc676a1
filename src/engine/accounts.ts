/** What AWS says of the registered accounts, now, and what it said last. The catalog is what writes them. */
import type { RegionCheck } from '../domain/model/account.ts';
import type { Capacity } from '../domain/model/capacity.ts';
import type { ItemStore } from '../ports/item-store.ts';
import { readAccount } from './account-items.ts';
import { createCapacity } from './capacity.ts';
import { type CheckPorts, checkRegion } from './check-account.ts';
import { createInventory, type Inventory } from './inventory/inventory.ts';
import type { RefreshPorts } from './inventory/refresh.ts';
import { createStaging, type Staging } from './staging.ts';
import type { TagSyncPorts } from './tag-sync/sync-scope.ts';
import { createTagSync, type TagSync } from './tag-sync/tag-sync.ts';

export interface Accounts {
  /** Asks STS, DRS, EC2 and IAM in each of its Regions. Launching itself cannot be tried out. `undefined`: no such account. */
  check(accountId: string): Promise<readonly RegionCheck[] | undefined>;
  /** How full DRS is in each of their Regions. */
  capacity(): Promise<Capacity>;
  readonly staging: Staging;
  /** Of all of them. */
  readonly inventory: Inventory;
  readonly tagSync: TagSync;
}

export interface AccountPorts extends CheckPorts, TagSyncPorts {
  readonly recovery: CheckPorts['recovery'] & RefreshPorts['recovery'];
  readonly store: ItemStore;
}

export const createAccounts = (ports: AccountPorts): Accounts => ({
  capacity: createCapacity(ports),
  staging: createStaging(ports),
  inventory: createInventory(ports),
  tagSync: createTagSync(ports),
  check: async (accountId) => {
    const account = await readAccount(ports.store, accountId);
    if (account === undefined) return undefined;
    return Promise.all(account.regions.map((region) => checkRegion(ports, account, region)));
  },
});

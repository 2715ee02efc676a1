/** What AWS says of the registered accounts, now. The catalog is what writes them. */
import type { RegionCheck } from '../domain/model/account.ts';
import type { Capacity } from '../domain/model/capacity.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readAccount } from './account-items.ts';
import { createCapacity } from './capacity.ts';
import { type CheckPorts, checkRegion } from './check-account.ts';
import { createStaging, type Staging } from './staging.ts';

export interface Accounts {
  /** Asks STS, DRS and EC2 in each of its Regions. Launching itself cannot be tried out. `undefined`: no such account. */
  check(accountId: string): Promise<readonly RegionCheck[] | undefined>;
  /** How full DRS is in each of their Regions. */
  capacity(): Promise<Capacity>;
  readonly staging: Staging;
}

export interface AccountPorts extends CheckPorts {
  readonly store: ItemReader;
}

export const createAccounts = (ports: AccountPorts): Accounts => ({
  capacity: createCapacity(ports),
  staging: createStaging(ports),
  check: async (accountId) => {
    const account = await readAccount(ports.store, accountId);
    if (account === undefined) return undefined;
    return Promise.all(account.regions.map((region) => checkRegion(ports, account, region)));
  },
});

/** The registry of target accounts: how each is reached, and whether it is. */
import type { AccountDraft, RegionCheck, TargetAccount } from '../domain/model/account.ts';
import type { ItemStore } from '../ports/item-store.ts';
import { accountKey, accountOf, readAccounts } from './account-items.ts';
import { type CheckPorts, checkRegion } from './check-account.ts';
import { toJson } from './store/json.ts';

export type AccountChange =
  | { readonly kind: 'saved'; readonly account: TargetAccount }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'not-found' }
  /** Somebody changed it meanwhile, or it exists already. */
  | { readonly kind: 'conflict'; readonly currentVersion: number }
  | { readonly kind: 'role-of-other-account' };

export interface Accounts {
  list(): Promise<readonly TargetAccount[]>;
  /** `seenVersion`: the version that is changed; absent: the account is new. */
  put(draft: AccountDraft, actor: string, seenVersion?: number): Promise<AccountChange>;
  remove(accountId: string, seenVersion: number): Promise<AccountChange>;
  /** Asks STS, DRS and EC2 in each of its Regions, now. Launching itself cannot be tried out. `undefined`: no such account. */
  check(accountId: string): Promise<readonly RegionCheck[] | undefined>;
}

export interface AccountPorts extends CheckPorts {
  readonly store: ItemStore;
  /** The entries have changed: whoever keeps them reads them again. */
  readonly onChange?: () => Promise<void>;
}

export const createAccounts = (ports: AccountPorts): Accounts => {
  const read = async (accountId: string): Promise<TargetAccount | undefined> => {
    const item = await ports.store.get(accountKey(accountId));
    return item && accountOf(item);
  };
  const changed = async (change: AccountChange): Promise<AccountChange> => {
    await ports.onChange?.();
    return change;
  };

  return {
    list: () => readAccounts(ports.store),

    put: async (draft, actor, seenVersion = 0) => {
      const { accountId, roleArn } = draft;
      if (roleArn.split(':')[4] !== accountId) return { kind: 'role-of-other-account' };
      const before = await read(accountId);
      const currentVersion = before?.version ?? 0;
      if (before === undefined && seenVersion > 0) return { kind: 'not-found' };
      if (currentVersion !== seenVersion) return { kind: 'conflict', currentVersion };
      const version = currentVersion + 1;
      const account: TargetAccount = { ...draft, version, updatedTime: ports.clock.now(), updatedBy: actor };
      const saved = await ports.store.transact([
        {
          kind: 'put',
          item: { ...accountKey(accountId), version, body: toJson(account) },
          condition: currentVersion === 0 ? { kind: 'absent' } : { kind: 'version', version: currentVersion },
        },
      ]);
      if (!saved.ok) return { kind: 'conflict', currentVersion: (await read(accountId))?.version ?? 0 };
      return changed({ kind: 'saved', account });
    },

    remove: async (accountId, seenVersion) => {
      const before = await read(accountId);
      if (before === undefined) return { kind: 'not-found' };
      const removed = await ports.store.transact([
        { kind: 'delete', key: accountKey(accountId), condition: { kind: 'version', version: seenVersion } },
      ]);
      if (!removed.ok) return { kind: 'conflict', currentVersion: before.version };
      return changed({ kind: 'deleted' });
    },

    check: async (accountId) => {
      const account = await read(accountId);
      if (account === undefined) return undefined;
      return Promise.all(account.regions.map((region) => checkRegion(ports, account, region)));
    },
  };
};

/** The registered accounts as they were read last: what the calls to AWS get their credentials by. */
import type { TargetAccount } from '../domain/model/account.ts';
import { secondsBetween } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readAccounts } from './account-items.ts';

export interface KnownAccounts {
  /** None before the first reading: then nothing is reached. */
  readonly now: () => readonly TargetAccount[];
  /** Reads them again where the last reading is old: others may have changed them. */
  readonly refresh: () => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** How long a process goes on with the accounts that it has read. */
const KEPT_SECONDS = 60;

export const keepAccounts = (reader: ItemReader, clock: Clock): KnownAccounts => {
  let accounts: readonly TargetAccount[] = [];
  let readTime: string | undefined;
  const reload = async (): Promise<void> => {
    accounts = await readAccounts(reader);
    readTime = clock.now();
  };
  return {
    now: () => accounts,
    refresh: async () => {
      const now = clock.now();
      if (readTime !== undefined && Math.abs(secondsBetween(readTime, now)) < KEPT_SECONDS) return;
      await reload();
    },
    reload,
  };
};

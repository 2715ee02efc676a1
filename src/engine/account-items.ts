import { type TargetAccount, targetAccountSchema } from '../domain/model/account.ts';
import type { ItemKey, ItemReader, StoredItem } from '../ports/item-store.ts';
import { queryAll } from './store/query-all.ts';

/** Target accounts lie in one partition of the `catalog` table, by their id. */
const partition = 'accounts';

export const accountKey = (accountId: string): ItemKey => ({ table: 'catalog', partition, sort: accountId });
export const accountOf = (item: StoredItem): TargetAccount => targetAccountSchema.parse(item.body);

/** Every target account, by id. There are tens of them. */
export const readAccounts = async (reader: ItemReader): Promise<readonly TargetAccount[]> =>
  (await queryAll(reader, 'catalog', partition, '')).map(accountOf);

export const readAccount = async (reader: ItemReader, accountId: string): Promise<TargetAccount | undefined> => {
  const item = await reader.get(accountKey(accountId));
  return item && accountOf(item);
};

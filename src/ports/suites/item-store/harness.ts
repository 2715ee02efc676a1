import type { IndexName, ItemKey, ItemReader, ItemStore, Json, Page, StoredItem, Write } from '../../item-store.ts';

/** What the parts of the suite work with. */
export interface StoreHarness {
  readonly store: ItemStore;
  /** A partition that no other test uses: stores that take long to make serve the whole suite. */
  readonly freshPartition: () => string;
  /** Index reads may lag: repeats the assertion until it holds, for as long as the store under test needs. */
  readonly eventually: (assertion: () => Promise<void>) => Promise<void>;
}

export const itemAt = (
  partition: string,
  sort: string,
  change: Partial<Omit<StoredItem, 'partition' | 'sort'>> = {},
): StoredItem => ({ table: 'executions', partition, sort, version: 1, body: { name: sort }, ...change });

export const keyAt = (partition: string, sort: string): ItemKey => ({ table: 'executions', partition, sort });

export const put = (item: StoredItem): Write => ({ kind: 'put', item });
export const remove = (key: ItemKey): Write => ({ kind: 'delete', key });

/** Any number of items, in as many transactions as they need. */
export async function putAll(store: ItemStore, items: readonly StoredItem[]): Promise<void> {
  for (let start = 0; start < items.length; start += 25) {
    const result = await store.transact(items.slice(start, start + 25).map(put));
    if (!result.ok) throw new Error('an unconditional transaction was refused');
  }
}

type Range = Omit<Parameters<ItemReader['query']>[0], 'table' | 'partition'>;

/** Every item in range, over as many pages as it takes. */
export const readAll = (store: ItemReader, partition: string, range: Range): Promise<readonly StoredItem[]> =>
  followPages(range.after, (after) =>
    store.query({ table: 'executions', partition, ...range, ...(after !== undefined && { after }) }),
  );

export const readAllOfIndex = (
  store: ItemReader,
  index: IndexName,
  partition: string,
  range: Range,
): Promise<readonly StoredItem[]> =>
  followPages(range.after, (after) =>
    store.queryIndex({ table: 'executions', index, partition, ...range, ...(after !== undefined && { after }) }),
  );

async function followPages(
  start: string | undefined,
  read: (after: string | undefined) => Promise<Page>,
): Promise<readonly StoredItem[]> {
  const items: StoredItem[] = [];
  const cursors = new Set<string>();
  let after = start;
  do {
    const page = await read(after);
    items.push(...page.items);
    after = page.next;
    if (after !== undefined && cursors.has(after)) throw new Error(`the cursor ${JSON.stringify(after)} came twice`);
    if (after !== undefined) cursors.add(after);
  } while (after !== undefined);
  return items;
}

export const sortsOf = (items: readonly StoredItem[]): readonly string[] => items.map((item) => item.sort);

export const indexed = (partition: string, index: IndexName, sort: string): Pick<StoredItem, 'indexes'> => ({
  indexes: { [index]: { partition, sort } },
});

/** A body of about so many bytes of UTF-8. */
export const bodyOf = (bytes: number): Json => ({ text: 'x'.repeat(bytes) });

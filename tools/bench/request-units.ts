/**
 * What DynamoDB charges for requests of the store, in units (DynamoDB guide, "DynamoDB on-demand capacity mode"): 1 for
 * each 4 KB that is read and each KB that is written; twice that in a transaction, half of it where a read of an index may
 * be late. An index entry is written besides.
 */
import { attributesOf } from '../../src/adapters/dynamodb/attributes.ts';
import type { ItemStore, StoredItem, Write } from '../../src/ports/item-store.ts';

export interface RequestUnits {
  requests: number;
  readUnits: number;
  writeUnits: number;
}

/** Names and values, as the guide counts the size of an item. */
const bytesOf = (item: StoredItem | undefined): number =>
  item === undefined
    ? 0
    : Object.entries(attributesOf(item, JSON.stringify(item.body))).reduce(
        (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
        0,
      );

/** What nothing is found by costs one unit, too. */
const unitsOf = (bytes: number, unitBytes: number): number => Math.max(1, Math.ceil(bytes / unitBytes));
const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

const ofPage = (items: readonly StoredItem[]): number =>
  unitsOf(
    items.reduce((sum, item) => sum + bytesOf(item), 0),
    READ_UNIT_BYTES,
  );

/** Counts what passes through to the store; `isCounted`: of these partitions alone. */
export const countUnits = (
  store: ItemStore,
  isCounted: (partition: string) => boolean,
): { readonly store: ItemStore; readonly units: RequestUnits } => {
  const units: RequestUnits = { requests: 0, readUnits: 0, writeUnits: 0 };
  const read = (partition: string, count: number): void => {
    if (!isCounted(partition)) return;
    units.requests += 1;
    units.readUnits += count;
  };

  const writeUnitsOf = async (write: Write): Promise<number> => {
    const before = await store.get(write.kind === 'put' ? write.item : write.key);
    const item = write.kind === 'put' ? write.item : before;
    const size = unitsOf(Math.max(bytesOf(item), bytesOf(before)), WRITE_UNIT_BYTES);
    return (
      2 * size + (write.kind === 'check' ? 0 : size * indexWrites(before, write.kind === 'put' ? item : undefined))
    );
  };

  return {
    units,
    store: {
      get: async (key) => {
        const item = await store.get(key);
        read(key.partition, unitsOf(bytesOf(item), READ_UNIT_BYTES));
        return item;
      },
      getMany: async (keys) => {
        const items = await store.getMany(keys);
        const each = items.map((item) => 2 * unitsOf(bytesOf(item), READ_UNIT_BYTES));
        read(
          keys[0]?.partition ?? '',
          each.reduce((sum, count) => sum + count, 0),
        );
        return items;
      },
      query: async (where) => {
        const page = await store.query(where);
        read(where.partition, ofPage(page.items));
        return page;
      },
      queryIndex: async (where) => {
        const page = await store.queryIndex(where);
        read(where.partition, ofPage(page.items) / 2);
        return page;
      },
      transact: async (writes) => {
        const counted = writes.filter((write) => isCounted((write.kind === 'put' ? write.item : write.key).partition));
        const costs = await Promise.all(counted.map(writeUnitsOf));
        units.requests += counted.length > 0 ? 1 : 0;
        units.writeUnits += costs.reduce((sum, count) => sum + count, 0);
        return store.transact(writes);
      },
    },
  };
};

/** An entry that is put, replaced under its key or taken away is one write; one that moves is two. */
const indexWrites = (before: StoredItem | undefined, after: StoredItem | undefined): number => {
  const entries = [before, after].map((item) => new Map(Object.entries(item?.indexes ?? {})));
  const [was, is] = entries;
  const names = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  return [...names].reduce((count, name) => {
    const [one, other] = [was?.get(name), is?.get(name)];
    const stays = one?.partition === other?.partition && one?.sort === other?.sort;
    return count + (one === undefined || other === undefined || stays ? 1 : 2);
  }, 0);
};

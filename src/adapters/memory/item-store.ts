/**
 * Invariants: items in here are frozen copies, so that they can be given out as they are; an item stands in an index
 * exactly when it names it; a partition without items is not kept.
 */
import { indexPosition, keyRange } from '../../ports/item-order.ts';
import { type CheckedWrite, checkQuery, checkTransaction, conditionHolds, keyOf } from '../../ports/item-rules.ts';
import type { ItemKey, ItemStore, Page, QueryRange, StoredItem } from '../../ports/item-store.ts';
import { frozenItem } from './frozen-item.ts';
import { createSortedMap, type SortedMap } from './sorted-map.ts';

/** Keeps items in memory only: for tests and for a browser tab. Everything that it gives out is frozen. */
export function createMemoryItemStore(): ItemStore {
  const partitions = createPartitions();
  const indexes = createPartitions();

  const find = (key: ItemKey): StoredItem | undefined =>
    partitions.find(nameOf(key.table, key.partition))?.get(key.sort);

  const apply = (write: CheckedWrite): void => {
    if (write.kind === 'check') return;
    const key = keyOf(write);
    const partition = nameOf(key.table, key.partition);
    for (const { name, position } of placesOf(find(key))) indexes.remove(name, position);
    if (write.kind === 'delete') partitions.remove(partition, key.sort);
    else {
      const item = frozenItem(write.item, write.bodyText);
      partitions.put(partition, key.sort, item);
      for (const { name, position } of placesOf(item)) indexes.put(name, position, item);
    }
  };

  return {
    async get(key) {
      return find(key);
    },

    async getMany(keys) {
      return keys.map(find);
    },

    async query(where) {
      const partition = partitions.find(nameOf(where.table, where.partition));
      return readPage(partition, where, (item) => item.sort);
    },

    async queryIndex(where) {
      const partition = indexes.find(nameOf(where.table, where.index, where.partition));
      return readPage(partition, where, (item) => indexPosition(item.indexes?.[where.index]?.sort ?? '', item));
    },

    async transact(writes) {
      const checked = checkTransaction(writes);
      const conflicts = checked.flatMap((write, position) =>
        write.condition === undefined || conditionHolds(write.condition, find(keyOf(write))) ? [] : [position],
      );
      if (conflicts.length > 0) return { ok: false, conflicts };
      for (const write of checked) apply(write);
      return { ok: true };
    },
  };
}

function readPage(
  partition: SortedMap<StoredItem> | undefined,
  range: QueryRange,
  cursorOf: (item: StoredItem) => string,
): Page {
  checkQuery(range);
  const found = partition?.read(keyRange(range), range.limit + 1, range.descending ?? false) ?? [];
  const items = found.slice(0, range.limit);
  const last = items.at(-1);
  return found.length > items.length && last !== undefined ? { items, next: cursorOf(last) } : { items };
}

/** Where the indexes hold an item. */
const placesOf = (item: StoredItem | undefined): readonly { name: string; position: string }[] => {
  if (item?.indexes === undefined) return [];
  return Object.entries(item.indexes).map(([index, entry]) => ({
    name: nameOf(item.table, index, entry.partition),
    position: indexPosition(entry.sort, item),
  }));
};

/** Keys hold no U+0000. */
const nameOf = (...parts: readonly string[]): string => parts.join('\u0000');

function createPartitions() {
  const partitions = new Map<string, SortedMap<StoredItem>>();
  return {
    find: (name: string) => partitions.get(name),

    put(name: string, key: string, item: StoredItem): void {
      const partition = partitions.get(name) ?? createSortedMap<StoredItem>();
      partition.set(key, item);
      partitions.set(name, partition);
    },

    remove(name: string, key: string): void {
      const partition = partitions.get(name);
      partition?.delete(key);
      if (partition?.size() === 0) partitions.delete(name);
    },
  };
}

import { deepFreeze } from '../../domain/deep-freeze.ts';
import type { Json, StoredItem } from '../../ports/item-store.ts';

/** A copy as JSON would give it back (no undefined members, no numbers that are none), which nobody can change. */
export function frozenItem(item: StoredItem, bodyText: string): StoredItem {
  const body: Json = JSON.parse(bodyText);
  const { table, partition, sort, version, stamp, indexes, expiresTime } = item;
  return deepFreeze({
    table,
    partition,
    sort,
    version,
    ...(stamp !== undefined && { stamp }),
    body,
    ...(indexes !== undefined && Object.keys(indexes).length > 0 && { indexes: copyOf(indexes) }),
    ...(expiresTime !== undefined && { expiresTime }),
  });
}

const copyOf = (indexes: NonNullable<StoredItem['indexes']>): NonNullable<StoredItem['indexes']> =>
  Object.fromEntries(Object.entries(indexes).map(([name, { partition, sort }]) => [name, { partition, sort }]));

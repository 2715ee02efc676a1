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
    ...(indexes !== undefined && Object.keys(indexes).length > 0 && { indexes: structuredClone(indexes) }),
    ...(expiresTime !== undefined && { expiresTime }),
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}

import { compareKeys, type KeyRange } from '../../ports/item-order.ts';

/** A map that can be read in the order of its keys (UTF-8 bytes), from any place on. */
export interface SortedMap<V> {
  readonly size: () => number;
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  /** The first `count` values in range, or the last ones, backwards. */
  read(range: KeyRange, count: number, descending: boolean): V[];
}

export function createSortedMap<V>(): SortedMap<V> {
  const values = new Map<string, V>();
  const keys: string[] = [];

  /** How many keys lie below this one. */
  const positionOf = (key: string): number => {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(keys[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    size: () => keys.length,
    get: (key) => values.get(key),

    set(key, value) {
      if (!values.has(key)) keys.splice(positionOf(key), 0, key);
      values.set(key, value);
    },

    delete(key) {
      if (values.delete(key)) keys.splice(positionOf(key), 1);
    },

    read({ lower, upper }, count, descending) {
      const start = positionOf(lower);
      const end = upper === undefined ? keys.length : positionOf(upper);
      const wanted = descending
        ? keys.slice(Math.max(start, end - count), Math.max(start, end)).toReversed()
        : keys.slice(start, Math.min(end, start + count));
      return wanted.map((key) => values.get(key)).filter((value) => value !== undefined);
    },
  };
}

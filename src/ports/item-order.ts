/**
 * The order of keys, for every store: that of their UTF-8 bytes, as DynamoDB and SQLite compare them. JavaScript's own
 * `<` compares UTF-16 units and puts U+E000–U+FFFF behind the characters beyond them.
 */
import type { ItemKey, QueryRange } from './item-store.ts';

export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let position = 0; position < length; position += 1) {
    const unitA = a.charCodeAt(position);
    const unitB = b.charCodeAt(position);
    if (unitA !== unitB) return rank(unitA) - rank(unitB);
  }
  return a.length - b.length;
}

/** Surrogates (halves of characters beyond U+FFFF) come last. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** A half-open range of keys: from `lower` on, and below `upper` (to the end without it). */
export interface KeyRange {
  readonly lower: string;
  readonly upper?: string;
}

/** What prefix, cursor and bound of a query come to together. `lower` may lie above `upper`: nothing is in range. */
export function keyRange(range: QueryRange): KeyRange {
  const { sortPrefix = '', after, sortBefore, descending = false } = range;
  const lower = after === undefined || descending ? sortPrefix : highest(sortPrefix, `${after}${lowestCharacter}`);
  const upper = lowest([prefixEnd(sortPrefix), sortBefore, descending ? after : undefined]);
  return upper === undefined ? { lower } : { lower, upper };
}

export const isInRange = (key: string, { lower, upper }: KeyRange): boolean =>
  compareKeys(key, lower) >= 0 && (upper === undefined || compareKeys(key, upper) < 0);

/** No key contains U+0000, so that no key lies between `key` and `key` followed by this. */
const lowestCharacter = '\u0001';

const highest = (a: string, b: string): string => (compareKeys(a, b) >= 0 ? a : b);

function lowest(bounds: readonly (string | undefined)[]): string | undefined {
  return bounds.filter((bound) => bound !== undefined).toSorted(compareKeys)[0];
}

/** The first key after all those that start with the prefix; undefined when there is none. */
function prefixEnd(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const code = last.codePointAt(0) ?? 0;
    if (code === 0x10ffff) continue;
    const successor = code >= 0xd7ff && code < 0xe000 ? 0xe000 : code + 1;
    return characters.join('') + String.fromCodePoint(successor);
  }
  return undefined;
}

/**
 * Several items may stand under one sort key of an index. Their place in it is this text, and so is the cursor that a
 * page of an index ends with; it sorts by the index's key first.
 */
export const indexPosition = (indexSort: string, key: Pick<ItemKey, 'partition' | 'sort'>): string =>
  `${indexSort}\u0000${key.partition}\u0000${key.sort}`;

/** The three parts of such a place; those that are missing, as in a mere key, are empty. */
export function indexPositionParts(position: string): [string, string, string] {
  const [indexSort = '', partition = '', sort = ''] = position.split('\u0000');
  return [indexSort, partition, sort];
}

import fc from 'fast-check';
import type { Condition, StoredItem, TransactResult, Write } from '../../item-store.ts';

/** What a store comes to: a map. Slow and plain, so that it can be believed. */
export function createModel() {
  const items = new Map<string, StoredItem>();
  const nameOf = (key: { table: string; partition: string; sort: string }) =>
    JSON.stringify([key.table, key.partition, key.sort]);
  const keyOf = (write: Write) => nameOf(write.kind === 'put' ? write.item : write.key);

  const holds = (condition: Condition | undefined, stored: StoredItem | undefined): boolean => {
    if (condition === undefined) return true;
    if (condition.kind === 'absent') return stored === undefined;
    if (condition.kind === 'version') return stored !== undefined && stored.version === condition.version;
    return stored?.stamp === undefined || byBytes(stored.stamp, condition.stamp) < 0;
  };

  return {
    get: (key: { table: string; partition: string; sort: string }) => items.get(nameOf(key)),
    all: () => [...items.values()],

    transact(writes: readonly Write[]): TransactResult {
      const conflicts = writes.flatMap((write, position) =>
        holds(write.condition, items.get(keyOf(write))) ? [] : [position],
      );
      if (conflicts.length > 0) return { ok: false, conflicts };
      for (const write of writes) {
        if (write.kind === 'put') items.set(keyOf(write), write.item);
        if (write.kind === 'delete') items.delete(keyOf(write));
      }
      return { ok: true };
    },
  };
}

const encoder = new TextEncoder();

export function byBytes(a: string, b: string): number {
  const [bytesA, bytesB] = [encoder.encode(a), encoder.encode(b)];
  for (const [position, byteA] of bytesA.entries()) {
    const difference = byteA - (bytesB[position] ?? -1);
    if (difference !== 0) return difference;
  }
  return bytesA.length - bytesB.length;
}

export interface ModelRange {
  readonly sortPrefix?: string;
  readonly after?: string;
  readonly sortBefore?: string;
  readonly descending?: boolean;
}

export const inRange = (sort: string, range: ModelRange): boolean =>
  sort.startsWith(range.sortPrefix ?? '') &&
  (range.sortBefore === undefined || byBytes(sort, range.sortBefore) < 0) &&
  (range.after === undefined || byBytes(sort, range.after) * (range.descending ? -1 : 1) > 0);

/** One step: a transaction, and then what is read after it. Partitions are numbered; the suite gives them names. */
export interface Step {
  readonly writes: readonly WriteShape[];
  readonly readPartition: number;
  readonly range: ModelRange;
  readonly limit: number;
}

export interface WriteShape {
  readonly kind: Write['kind'];
  readonly partition: number;
  readonly sort: string;
  readonly version: number;
  readonly stamp: string | undefined;
  readonly indexSort: string | undefined;
  readonly indexPartition: number;
  readonly condition: Condition | undefined;
  readonly body: number;
}

const sort = fc.constantFrom('a', 'a\u0001', 'a%', 'a_', 'ab', 'b', 'é', '\uffff', '😀', '😀a');
const bound = fc.oneof(sort, fc.constantFrom('A', 'a\u{10ffff}', '\ud7ff', 'zz', '🚒'));
const version = fc.integer({ min: 1, max: 3 });
const stamp = fc.constantFrom('1', '2', '\uffff', '😀');
const partition = fc.integer({ min: 0, max: 1 });
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ kind: 'absent' } as const),
  version.map((number) => ({ kind: 'version', version: number }) as const),
  stamp.map((text) => ({ kind: 'olderStamp', stamp: text }) as const),
);

const writeShape: fc.Arbitrary<WriteShape> = fc.record({
  kind: fc.constantFrom('put', 'put', 'put', 'delete', 'check'),
  partition,
  sort,
  version,
  stamp: fc.option(stamp, { nil: undefined }),
  indexSort: fc.option(sort, { nil: undefined }),
  indexPartition: partition,
  condition: fc.option(condition, { nil: undefined }),
  body: fc.nat(),
});

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    writes: fc.uniqueArray(writeShape, { maxLength: 5, selector: (write) => `${write.partition} ${write.sort}` }),
    readPartition: partition,
    range: fc.record(
      { sortPrefix: fc.oneof(fc.constant(''), sort), after: bound, sortBefore: bound, descending: fc.boolean() },
      { requiredKeys: [] },
    ),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 12 },
);

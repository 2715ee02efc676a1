import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StoredItem, Write } from '../../item-store.ts';
import { itemAt, keyAt, readAll, readAllOfIndex, type StoreHarness } from './harness.ts';
import { byBytes, createModel, inRange, type Step, steps, type WriteShape } from './model.ts';

export function modelTest(harness: () => StoreHarness, seed: number, numRuns: number): void {
  it(`answers any sequence of operations as a plain map would (seed ${seed}, ${numRuns} sequences)`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, (sequence) => runSequence(harness(), sequence)),
      { seed, numRuns },
    );
  });
}

async function runSequence(harness: StoreHarness, sequence: readonly Step[]): Promise<void> {
  const model = createModel();
  const partitions = [harness.freshPartition(), harness.freshPartition()];
  const partitionOf = (number: number) => partitions[number] ?? '';
  for (const step of sequence) {
    const writes = step.writes.map((shape) => toWrite(shape, partitionOf));
    expect(await harness.store.transact(writes)).toEqual(model.transact(writes));
    for (const write of writes) {
      const key = write.kind === 'put' ? write.item : write.key;
      expect(await harness.store.get(keyAt(key.partition, key.sort))).toEqual(model.get(key));
    }
    await compareReads(harness, model.all(), partitionOf(step.readPartition), step);
  }
}

async function compareReads(
  { store, eventually }: StoreHarness,
  stored: readonly StoredItem[],
  partition: string,
  { range, limit }: Step,
): Promise<void> {
  const direction = range.descending ? -1 : 1;
  const expected = stored
    .filter((item) => item.partition === partition && inRange(item.sort, range))
    .toSorted((a, b) => byBytes(a.sort, b.sort) * direction);
  expect(await readAll(store, partition, { ...range, limit })).toEqual(expected);

  const indexSortOf = (item: StoredItem) => item.indexes?.open?.sort ?? '';
  const expectedOfIndex = stored
    .filter((item) => item.indexes?.open?.partition === partition && inRange(indexSortOf(item), range))
    .toSorted((a, b) => byBytes(indexSortOf(a), indexSortOf(b)) * direction);
  await eventually(async () => {
    const found = await readAllOfIndex(store, 'open', partition, { ...range, limit });
    expect(found.map(indexSortOf)).toEqual(expectedOfIndex.map(indexSortOf));
    // Which of two items under one key of an index comes first is the store's affair.
    expect(found.toSorted(byOwnKey)).toEqual(expectedOfIndex.toSorted(byOwnKey));
  });
}

const byOwnKey = (a: StoredItem, b: StoredItem): number => byBytes(a.partition, b.partition) || byBytes(a.sort, b.sort);

function toWrite(shape: WriteShape, partitionOf: (number: number) => string): Write {
  const condition = shape.condition === undefined ? {} : { condition: shape.condition };
  const key = keyAt(partitionOf(shape.partition), shape.sort);
  if (shape.kind === 'check') return { kind: 'check', key, condition: { kind: 'absent' }, ...condition };
  if (shape.kind === 'delete') return { kind: 'delete', key, ...condition };
  const item = itemAt(key.partition, key.sort, {
    version: shape.version,
    body: { number: shape.body },
    ...(shape.stamp !== undefined && { stamp: shape.stamp }),
    ...(shape.indexSort !== undefined && {
      indexes: { open: { partition: partitionOf(shape.indexPartition), sort: shape.indexSort } },
    }),
  });
  return { kind: 'put', item, ...condition };
}

import { describe, expect, it } from 'vitest';
import { indexed, itemAt, keyAt, put, putAll, readAllOfIndex, remove, type StoreHarness, sortsOf } from './harness.ts';

export function indexTests(harness: () => StoreHarness): void {
  const expectIndex = async (index: 'open' | 'plan', partition: string, sorts: readonly string[]) => {
    const { store, eventually } = harness();
    await eventually(async () => {
      expect(sortsOf(await readAllOfIndex(store, index, partition, { limit: 3 }))).toEqual(sorts);
      const backwards = await readAllOfIndex(store, index, partition, { limit: 3, descending: true });
      expect(sortsOf(backwards)).toEqual(sorts.toReversed());
    });
  };

  describe('an index', () => {
    it('holds only the items that name it, in its own order, from all partitions', async () => {
      const { store, freshPartition } = harness();
      const [one, two, open] = [freshPartition(), freshPartition(), freshPartition()];
      await putAll(store, [
        itemAt(one, 'a', indexed(open, 'open', '3')),
        itemAt(one, 'b'),
        itemAt(two, 'c', indexed(open, 'open', '1')),
        itemAt(two, 'd', indexed(open, 'plan', '0')),
        itemAt(two, 'e', indexed(freshPartition(), 'open', '0')),
        itemAt(two, 'f', { table: 'catalog', ...indexed(open, 'open', '0') }),
        itemAt(one, 'g', indexed(open, 'open', '2')),
        itemAt(one, 'h', indexed(open, 'open', '2.5')),
      ]);
      await expectIndex('open', open, ['c', 'g', 'h', 'a']);
      await expectIndex('plan', open, ['d']);
    });

    it('gives items whole', async () => {
      const { store, freshPartition, eventually } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      const item = itemAt(partition, 'a', {
        version: 3,
        stamp: '5',
        expiresTime: '2027-01-01T00:00:00.000Z',
        body: { deep: [1, { a: null }] },
        indexes: { open: { partition: open, sort: '1' }, plan: { partition: 'plan', sort: '2' } },
      });
      await store.transact([put(item)]);
      await eventually(async () => {
        const page = await store.queryIndex({ table: 'executions', index: 'open', partition: open, limit: 10 });
        expect(page).toEqual({ items: [item] });
      });
    });

    it('follows an item that moves within it, leaves it, comes back, and is deleted', async () => {
      const { store, freshPartition } = harness();
      const [partition, open, closed] = [freshPartition(), freshPartition(), freshPartition()];
      await putAll(store, [
        itemAt(partition, 'a', indexed(open, 'open', '1')),
        itemAt(partition, 'b', indexed(open, 'open', '2')),
      ]);
      await expectIndex('open', open, ['a', 'b']);
      await store.transact([put(itemAt(partition, 'a', { version: 2, ...indexed(open, 'open', '3') }))]);
      await expectIndex('open', open, ['b', 'a']);
      await store.transact([put(itemAt(partition, 'a', { version: 3, ...indexed(closed, 'open', '3') }))]);
      await expectIndex('open', open, ['b']);
      await expectIndex('open', closed, ['a']);
      await store.transact([put(itemAt(partition, 'a', { version: 4 }))]);
      await expectIndex('open', closed, []);
      await store.transact([put(itemAt(partition, 'a', { version: 5, ...indexed(open, 'open', '0') }))]);
      await expectIndex('open', open, ['a', 'b']);
      await store.transact([remove(keyAt(partition, 'a')), remove(keyAt(partition, 'b'))]);
      await expectIndex('open', open, []);
    });

    it('is not changed by a transaction that is refused', async () => {
      const { store, freshPartition } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      await store.transact([put(itemAt(partition, 'a', indexed(open, 'open', '1')))]);
      const result = await store.transact([
        put(itemAt(partition, 'a', { version: 2 })),
        put(itemAt(partition, 'b', indexed(open, 'open', '2'))),
        { kind: 'check', key: keyAt(partition, 'c'), condition: { kind: 'version', version: 1 } },
      ]);
      expect(result).toEqual({ ok: false, conflicts: [2] });
      await expectIndex('open', open, ['a']);
    });

    it('is paged without loss or repetition when many items stand under one key of it', async () => {
      const { store, freshPartition, eventually } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      const sorts = Array.from({ length: 30 }, (_, number) => `item-${String(number).padStart(2, '0')}`);
      await putAll(
        store,
        sorts.map((sort, number) => itemAt(partition, sort, indexed(open, 'open', `key-${Math.floor(number / 10)}`))),
      );
      for (const descending of [false, true]) {
        await eventually(async () => {
          const found = await readAllOfIndex(store, 'open', open, { limit: 4, descending });
          expect(sortsOf(found).toSorted()).toEqual(sorts);
          const keys = found.map((item) => item.indexes?.open?.sort ?? '');
          expect(keys).toEqual(descending ? keys.toSorted().toReversed() : keys.toSorted());
        });
      }
    });

    it('keeps to prefix, upper bound and start, which are about its own key', async () => {
      const { store, freshPartition, eventually } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      const keys = ['2026-11-01', '2026-11-02', '2026-11-02', '2026-11-03', '2026-12-01', '2027-01-01'];
      await putAll(
        store,
        keys.map((key, number) => itemAt(partition, `item-${number}`, indexed(open, 'open', key))),
      );
      const expectKeys = (range: Parameters<typeof readAllOfIndex>[3], expected: readonly string[]) =>
        eventually(async () => {
          const found = await readAllOfIndex(store, 'open', open, range);
          expect(found.map((item) => item.indexes?.open?.sort)).toEqual(expected);
        });
      await expectKeys({ limit: 1, sortPrefix: '2026-11' }, keys.slice(0, 4));
      await expectKeys({ limit: 2, sortBefore: '2026-11-03' }, keys.slice(0, 3));
      await expectKeys({ limit: 2, after: '2026-11-02' }, keys.slice(3));
      await expectKeys({ limit: 2, after: '2026-11-02', descending: true }, keys.slice(0, 1));
      await expectKeys(
        { limit: 2, after: '2026-11-01', sortPrefix: '2026-11', sortBefore: '2026-11-03' },
        keys.slice(1, 3),
      );
      await expectKeys({ limit: 2, sortBefore: '2026-12-02', descending: true }, keys.slice(0, 5).toReversed());
    });
  });
}

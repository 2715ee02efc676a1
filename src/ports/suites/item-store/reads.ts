import { describe, expect, it } from 'vitest';
import { bodyOf, itemAt, keyAt, put, putAll, readAll, type StoreHarness, sortsOf } from './harness.ts';

/** 240 sort keys, in their order: three kinds of 80. */
const manySorts = ['event#', 'job#', 'wave#'].flatMap((kind) =>
  Array.from({ length: 80 }, (_, number) => `${kind}${String(number).padStart(4, '0')}`),
);

/** In the order of their UTF-8 bytes, which is not the order of JavaScript strings. */
const unicodeSorts = [
  ' ',
  '%',
  '0',
  'A',
  '_',
  'a',
  'a\u0001',
  'a%',
  'ab',
  'a\u{10ffff}',
  'b',
  'é',
  '日本',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '😀',
  '🚒',
];

export function readTests(harness: () => StoreHarness): void {
  describe('reading', () => {
    it('finds nothing where nothing was written', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await store.transact([put(itemAt(partition, 'a'))]);
      expect(await store.get(keyAt(partition, 'b'))).toBeUndefined();
      expect(await store.get(keyAt(freshPartition(), 'a'))).toBeUndefined();
      expect(await store.get({ table: 'catalog', partition, sort: 'a' })).toBeUndefined();
      expect(await store.query({ table: 'executions', partition: freshPartition(), limit: 5 })).toEqual({ items: [] });
    });

    it('finds nothing under a key that no item can have', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      for (const impossible of ['', 'a\u0000b', '\ud800', 'x'.repeat(3000)]) {
        expect(await store.get(keyAt(partition, impossible))).toBeUndefined();
        expect(await store.get(keyAt(impossible, 'a'))).toBeUndefined();
        expect(await store.query({ table: 'executions', partition: impossible, limit: 5 })).toEqual({ items: [] });
        const where = { table: 'executions', index: 'open', partition: impossible, limit: 5 } as const;
        expect(await store.queryIndex(where)).toEqual({ items: [] });
      }
    });

    it('gives many items in the order of their keys, with gaps where there is none', async () => {
      const { store, freshPartition } = harness();
      const [one, two] = [freshPartition(), freshPartition()];
      const items = Array.from({ length: 120 }, (_, number) => itemAt(number % 2 === 0 ? one : two, `item-${number}`));
      await putAll(store, items);
      const keys = items.flatMap(({ partition, sort }) => [keyAt(partition, sort), keyAt(partition, `${sort}-not`)]);
      const impossible = [keyAt(one, ''), keyAt('\ud800', 'a')];
      const found = await store.getMany([...impossible, ...keys.toReversed()]);
      expect(found).toEqual([undefined, undefined, ...items.toReversed().flatMap((item) => [undefined, item])]);
      expect(await store.getMany([])).toEqual([]);
      expect(await store.getMany([keyAt(one, '')])).toEqual([undefined]);
    });

    it('reads no item at an earlier moment than those before it, while they are written', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const count = 40;
      // What changes is written first, and then the count of changes.
      const write = async () => {
        for (let version = 1; version <= count; version += 1) {
          for (const sort of ['what', 'count']) await store.transact([put(itemAt(partition, sort, { version }))]);
        }
      };
      const read = async () => {
        for (let seen = 0; seen < count; ) {
          const [counted, what] = await store.getMany([keyAt(partition, 'count'), keyAt(partition, 'what')]);
          seen = counted?.version ?? 0;
          // A store may commit in a later turn of the event loop: whoever waits for a write must let it come.
          await store.transact([]);
          expect(what?.version ?? 0).toBeGreaterThanOrEqual(seen);
        }
      };
      await Promise.all([write(), read()]);
    });

    it('gives every kind of JSON back as it was', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const body = {
        text: 'a "b" \\ \n é 😀',
        none: null,
        yes: true,
        numbers: [0, -1.5, 1e21],
        deep: { '': [{}, []] },
      };
      await store.transact([put(itemAt(partition, 'a', { body }))]);
      expect((await store.get(keyAt(partition, 'a')))?.body).toEqual(body);
    });

    it('leaves out members that are undefined', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await store.transact([put(itemAt(partition, 'a', { body: { a: 1, b: undefined } }))]);
      expect((await store.get(keyAt(partition, 'a')))?.body).toStrictEqual({ a: 1 });
    });

    it('sees every write that was acknowledged before', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      for (let version = 1; version <= 20; version += 1) {
        await store.transact([put(itemAt(partition, 'a', { version }))]);
        expect((await store.get(keyAt(partition, 'a')))?.version).toBe(version);
        const page = await store.query({ table: 'executions', partition, limit: 1 });
        expect(page.items[0]?.version).toBe(version);
      }
    });

    it('orders keys by their UTF-8 bytes', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await putAll(
        store,
        unicodeSorts.toReversed().map((sort) => itemAt(partition, sort)),
      );
      expect(sortsOf(await readAll(store, partition, { limit: 100 }))).toEqual(unicodeSorts);
      expect(sortsOf(await readAll(store, partition, { limit: 2, descending: true }))).toEqual(
        unicodeSorts.toReversed(),
      );
      const startingWithA = unicodeSorts.filter((sort) => sort.startsWith('a'));
      expect(sortsOf(await readAll(store, partition, { limit: 2, sortPrefix: 'a' }))).toEqual(startingWithA);
      for (const sortPrefix of ['\ud7ff', 'a\u{10ffff}']) {
        expect(sortsOf(await readAll(store, partition, { limit: 1, sortPrefix }))).toEqual([sortPrefix]);
      }
      expect(sortsOf(await readAll(store, partition, { limit: 1, sortPrefix: '\u{10ffff}' }))).toEqual([]);
    });
  });

  describe('paging', () => {
    const partitionOf240 = async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await putAll(
        store,
        manySorts.toReversed().map((sort) => itemAt(partition, sort)),
      );
      return { store, partition };
    };

    it('reads each item once, in both directions, whatever the size of a page', async () => {
      const { store, partition } = await partitionOf240();
      for (const limit of [1, 7, 80, 240, 1000]) {
        expect(sortsOf(await readAll(store, partition, { limit }))).toEqual(manySorts);
        const backwards = await readAll(store, partition, { limit, descending: true });
        expect(sortsOf(backwards)).toEqual(manySorts.toReversed());
      }
    });

    it('keeps to prefix and upper bound, also together, in both directions', async () => {
      const { store, partition } = await partitionOf240();
      const cases = [
        { sortPrefix: 'job#' },
        { sortBefore: 'job#0010' },
        { sortPrefix: 'job#', sortBefore: 'job#0010' },
        { sortPrefix: 'job#', sortBefore: 'event#0010' },
        { sortPrefix: 'job#', sortBefore: 'zzz' },
        { sortPrefix: 'nothing#' },
      ];
      for (const range of cases) {
        const { sortPrefix = '', sortBefore = '~' } = range;
        const expected = manySorts.filter((sort) => sort.startsWith(sortPrefix) && sort < sortBefore);
        expect(sortsOf(await readAll(store, partition, { ...range, limit: 7 }))).toEqual(expected);
        const backwards = await readAll(store, partition, { ...range, limit: 7, descending: true });
        expect(sortsOf(backwards)).toEqual(expected.toReversed());
      }
    });

    it('goes on after any key, also one that is not there', async () => {
      const { store, partition } = await partitionOf240();
      const read = async (after: string, descending: boolean, sortPrefix: string) =>
        sortsOf(await readAll(store, partition, { after, descending, sortPrefix, limit: 1000 }));
      const jobs = manySorts.filter((sort) => sort.startsWith('job#'));
      expect(await read('job#0077', false, 'job#')).toEqual(['job#0078', 'job#0079']);
      expect(await read('job#00775', false, 'job#')).toEqual(['job#0078', 'job#0079']);
      expect(await read('job#0002', true, 'job#')).toEqual(['job#0001', 'job#0000']);
      expect(await read('a', false, 'job#')).toEqual(jobs);
      expect(await read('zzz', true, 'job#')).toEqual(jobs.toReversed());
      expect(await read('zzz', false, 'job#')).toEqual([]);
    });

    it('neither repeats nor loses the others when items come and go between two pages', async () => {
      const { store, partition } = await partitionOf240();
      const first = await store.query({ table: 'executions', partition, limit: 100, sortPrefix: '' });
      await store.transact([
        { kind: 'delete', key: keyAt(partition, manySorts[99] ?? '') },
        put(itemAt(partition, 'a-before-all')),
      ]);
      const rest = await readAll(store, partition, { limit: 100, after: first.next ?? '' });
      expect([...sortsOf(first.items), ...sortsOf(rest)]).toEqual(manySorts);
    });

    it('reads a partition of large items to its end', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const sorts = Array.from({ length: 12 }, (_, number) => `large-${String(number).padStart(2, '0')}`);
      for (const sort of sorts) await store.transact([put(itemAt(partition, sort, { body: bodyOf(300_000) }))]);
      expect(sortsOf(await readAll(store, partition, { limit: 1000 }))).toEqual(sorts);
    });
  });
}

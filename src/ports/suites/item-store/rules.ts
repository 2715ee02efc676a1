import { describe, expect, it } from 'vitest';
import type { Json } from '../../item-store.ts';
import { bodyOf, indexed, itemAt, keyAt, put, remove, type StoreHarness, sortsOf } from './harness.ts';

export function ruleTests(harness: () => StoreHarness): void {
  describe('what DynamoDB would refuse', () => {
    it('100 writes make a transaction, 101 throw and write nothing', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const writes = Array.from({ length: 101 }, (_, number) => put(itemAt(partition, `item-${1000 + number}`)));
      await expect(store.transact(writes)).rejects.toThrow('101 writes: at most 100');
      expect(await store.query({ table: 'executions', partition, limit: 1 })).toEqual({ items: [] });
      expect(await store.transact(writes.slice(0, 100))).toEqual({ ok: true });
      const page = await store.query({ table: 'executions', partition, limit: 200 });
      expect(page.items).toHaveLength(100);
    });

    it('two writes on one item throw, whatever kinds of write they are', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const key = keyAt(partition, 'a');
      const writes = [
        put(itemAt(partition, 'a')),
        remove(key),
        { kind: 'check', key, condition: { kind: 'absent' } },
      ] as const;
      for (const first of writes) {
        for (const second of writes) {
          await expect(store.transact([first, second])).rejects.toThrow('two writes of one transaction');
        }
      }
      expect(await store.get(key)).toBeUndefined();
    });

    it('an item of 390 KB is kept, one of 410 KB throws; what counts is UTF-8', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      expect(await store.transact([put(itemAt(partition, 'a', { body: bodyOf(390_000) }))])).toEqual({ ok: true });
      expect((await store.get(keyAt(partition, 'a')))?.body).toEqual(bodyOf(390_000));
      const tooLarge = [bodyOf(410_000), { text: 'é'.repeat(205_000) }];
      for (const body of tooLarge) {
        await expect(store.transact([put(itemAt(partition, 'b', { body }))])).rejects.toThrow('at most 400000');
      }
      expect(await store.get(keyAt(partition, 'b'))).toBeUndefined();
    });

    it('a transaction of more than 4 MB throws', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const writes = Array.from({ length: 11 }, (_, number) =>
        put(itemAt(partition, `item-${number}`, { body: bodyOf(380_000) })),
      );
      await expect(store.transact(writes)).rejects.toThrow('at most 4000000');
      expect(await store.query({ table: 'executions', partition, limit: 1 })).toEqual({ items: [] });
    });

    it('keys that are empty, too long or not text throw', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      for (const impossible of ['', 'a\u0000b', '\udc00', 'é'.repeat(1025)]) {
        await expect(store.transact([put(itemAt(partition, impossible))])).rejects.toThrow('no item can have the key');
        await expect(store.transact([put(itemAt(impossible, 'a'))])).rejects.toThrow('no item can have the key');
        const item = itemAt(partition, 'a', indexed(partition, 'open', impossible));
        await expect(store.transact([put(item)])).rejects.toThrow('impossible key in the index open');
      }
      expect(await store.transact([put(itemAt('é'.repeat(500), 'é'.repeat(512)))])).toEqual({ ok: true });
      await store.transact([remove(keyAt('é'.repeat(500), 'é'.repeat(512)))]);
    });

    it('a version or a limit that is no whole number from 1 on throws', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      for (const wrong of [0, -1, 1.5, Number.NaN]) {
        await expect(store.transact([put(itemAt(partition, 'a', { version: wrong }))])).rejects.toThrow('version');
        await expect(store.query({ table: 'executions', partition, limit: wrong })).rejects.toThrow('limit');
        const where = { table: 'executions', index: 'open', partition, limit: wrong } as const;
        await expect(store.queryIndex(where)).rejects.toThrow('limit');
      }
    });
  });

  describe('isolation', () => {
    it('what the caller does to an item after writing it changes nothing', async () => {
      const { store, freshPartition } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      const servers = ['s-1'];
      const entry = { partition: open, sort: '1' };
      const item = itemAt(partition, 'a', { body: { servers }, indexes: { open: entry } });
      await store.transact([put(item)]);
      servers.push('s-2');
      entry.sort = '2';
      Reflect.set(item, 'version', 99);
      const expected = itemAt(partition, 'a', { body: { servers: ['s-1'] }, ...indexed(open, 'open', '1') });
      expect(await store.get(keyAt(partition, 'a'))).toEqual(expected);
    });

    it('what the caller does to an item that it read changes nothing', async () => {
      const { store, freshPartition, eventually } = harness();
      const [partition, open] = [freshPartition(), freshPartition()];
      const item = itemAt(partition, 'a', { body: { servers: ['s-1'] }, ...indexed(open, 'open', '1') });
      await store.transact([put(item)]);
      const get = async () => await store.get(keyAt(partition, 'a'));
      const query = async () => (await store.query({ table: 'executions', partition, limit: 1 })).items[0];
      const queryIndex = async () =>
        (await store.queryIndex({ table: 'executions', index: 'open', partition: open, limit: 1 })).items[0];
      await eventually(async () => expect(await queryIndex()).toEqual(item));
      for (const read of [get, query, queryIndex]) {
        vandalize(await read());
        for (const again of [get, query, queryIndex]) expect(await again()).toEqual(item);
      }
      expect(sortsOf((await store.query({ table: 'executions', partition, limit: 9 })).items)).toEqual(['a']);
    });
  });
}

/** Overwrites whatever can be overwritten, all the way down. */
function vandalize(value: object | Json | undefined): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    vandalize(member);
    Reflect.set(value, name, 'vandalized');
  }
}

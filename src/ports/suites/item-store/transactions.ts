import { describe, expect, it } from 'vitest';
import type { Condition, TransactResult, Write } from '../../item-store.ts';
import { itemAt, keyAt, put, remove, type StoreHarness } from './harness.ts';

export function transactionTests(harness: () => StoreHarness): void {
  /** Stores one item, then says whether a write to it under this condition is taken. */
  const isTaken = async (stored: { version: number; stamp?: string } | undefined, condition: Condition) => {
    const { store, freshPartition } = harness();
    const partition = freshPartition();
    if (stored !== undefined) await store.transact([put(itemAt(partition, 'a', stored))]);
    const key = keyAt(partition, 'a');
    const writes: readonly Write[] = [
      { kind: 'check', key, condition },
      { kind: 'put', item: itemAt(partition, 'a', { version: 9 }), condition },
      { kind: 'delete', key, condition },
    ];
    const answers: boolean[] = [];
    for (const write of writes) {
      answers.push((await store.transact([write])).ok);
      await store.transact([stored === undefined ? remove(key) : put(itemAt(partition, 'a', stored))]);
    }
    expect(new Set(answers).size).toBe(1);
    return answers[0];
  };

  describe('a condition', () => {
    it('"absent" holds for no item only', async () => {
      expect(await isTaken(undefined, { kind: 'absent' })).toBe(true);
      expect(await isTaken({ version: 1 }, { kind: 'absent' })).toBe(false);
    });

    it('"version" holds for exactly this version', async () => {
      const condition: Condition = { kind: 'version', version: 4 };
      expect(await isTaken({ version: 4 }, condition)).toBe(true);
      expect(await isTaken({ version: 3 }, condition)).toBe(false);
      expect(await isTaken({ version: 5 }, condition)).toBe(false);
      expect(await isTaken(undefined, condition)).toBe(false);
    });

    it('"olderStamp" holds for no item, no stamp and an older stamp, not for the same or a newer one', async () => {
      const condition: Condition = { kind: 'olderStamp', stamp: '2026-11-02T03:00:05.000Z' };
      expect(await isTaken(undefined, condition)).toBe(true);
      expect(await isTaken({ version: 1 }, condition)).toBe(true);
      expect(await isTaken({ version: 1, stamp: '2026-11-02T03:00:04.999Z' }, condition)).toBe(true);
      expect(await isTaken({ version: 1, stamp: '2026-11-02T03:00:05.000Z' }, condition)).toBe(false);
      expect(await isTaken({ version: 1, stamp: '2026-11-02T03:00:05.001Z' }, condition)).toBe(false);
    });
  });

  describe('a transaction', () => {
    it('is written whole', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await store.transact([put(itemAt(partition, 'old'))]);
      const result = await store.transact([
        { kind: 'put', item: itemAt(partition, 'new', { body: [1, 'two', null] }), condition: { kind: 'absent' } },
        { kind: 'delete', key: keyAt(partition, 'old'), condition: { kind: 'version', version: 1 } },
        { kind: 'check', key: keyAt(partition, 'other'), condition: { kind: 'absent' } },
      ]);
      expect(result).toEqual({ ok: true });
      expect(await store.get(keyAt(partition, 'new'))).toEqual(itemAt(partition, 'new', { body: [1, 'two', null] }));
      expect(await store.get(keyAt(partition, 'old'))).toBeUndefined();
    });

    it('changes nothing when one condition fails, and names the positions of those that failed', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await store.transact([put(itemAt(partition, 'kept')), put(itemAt(partition, 'checked', { version: 7 }))]);
      const result = await store.transact([
        put(itemAt(partition, 'first')),
        { kind: 'put', item: itemAt(partition, 'kept', { version: 2 }), condition: { kind: 'absent' } },
        { kind: 'put', item: itemAt(partition, 'last'), condition: { kind: 'absent' } },
        { kind: 'check', key: keyAt(partition, 'checked'), condition: { kind: 'version', version: 6 } },
      ]);
      expect(result).toEqual({ ok: false, conflicts: [1, 3] });
      expect(await store.get(keyAt(partition, 'first'))).toBeUndefined();
      expect(await store.get(keyAt(partition, 'last'))).toBeUndefined();
      expect((await store.get(keyAt(partition, 'kept')))?.version).toBe(1);
    });

    it('may spread over tables and partitions', async () => {
      const { store, freshPartition } = harness();
      const [one, two] = [freshPartition(), freshPartition()];
      const items = [
        itemAt(one, 'a'),
        itemAt(two, 'a'),
        itemAt(one, 'a', { table: 'catalog', body: 'catalog' }),
        itemAt(one, 'a', { table: 'observations', body: 'observations' }),
      ];
      expect(await store.transact(items.map(put))).toEqual({ ok: true });
      for (const item of items) expect(await store.get(item)).toEqual(item);
    });

    it('of nothing succeeds', async () => {
      expect(await harness().store.transact([])).toEqual({ ok: true });
    });

    it('deletes what is not there without complaint', async () => {
      const { store, freshPartition } = harness();
      expect(await store.transact([remove(keyAt(freshPartition(), 'a'))])).toEqual({ ok: true });
    });

    it('replaces an item whole: what the new one does not say is gone', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const former = { version: 1, stamp: '1', expiresTime: '2027-01-01T00:00:00.000Z', body: { a: 1, b: 2 } };
      await store.transact([put(itemAt(partition, 'a', former))]);
      expect(await store.get(keyAt(partition, 'a'))).toEqual(itemAt(partition, 'a', former));
      await store.transact([put(itemAt(partition, 'a', { version: 2, body: { b: 3 } }))]);
      expect(await store.get(keyAt(partition, 'a'))).toEqual(itemAt(partition, 'a', { version: 2, body: { b: 3 } }));
    });
  });

  describe('of writers at the same time', () => {
    const winners = (results: readonly TransactResult[]): number => results.filter((result) => result.ok).length;

    it('exactly one creates the item', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      const results = await Promise.all(
        [1, 2, 3, 4, 5].map((writer) =>
          store.transact([
            { kind: 'put', item: itemAt(partition, 'a', { body: writer }), condition: { kind: 'absent' } },
          ]),
        ),
      );
      expect(winners(results)).toBe(1);
      expect((await store.get(keyAt(partition, 'a')))?.body).toBe(results.findIndex((result) => result.ok) + 1);
    });

    it('exactly one replaces a version, and the others keep nothing of theirs', async () => {
      const { store, freshPartition } = harness();
      const partition = freshPartition();
      await store.transact([put(itemAt(partition, 'header'))]);
      const results = await Promise.all(
        [0, 1, 2, 3].map((writer) =>
          store.transact([
            put(itemAt(partition, `event-${writer}`)),
            {
              kind: 'put',
              item: itemAt(partition, 'header', { version: 2, body: writer }),
              condition: { kind: 'version', version: 1 },
            },
          ]),
        ),
      );
      expect(winners(results)).toBe(1);
      const winner = results.findIndex((result) => result.ok);
      expect((await store.get(keyAt(partition, 'header')))?.body).toBe(winner);
      const events = await store.query({ table: 'executions', partition, sortPrefix: 'event-', limit: 10 });
      expect(events.items.map((item) => item.sort)).toEqual([`event-${winner}`]);
    });
  });
}

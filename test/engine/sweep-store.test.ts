/** The stored rows of an account and Region while two processes look there one right after the other. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { leaseSweep, publishSweep, readSweepRows, readSweeps } from '../../src/engine/inventory/sweep-store.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';

const place = { accountId: '111122223333', region: 'us-east-1' };
const rowsOf = (...ids: string[]) => ({ servers: ids.map((id) => ({ id, row: { id } })) });

test('a look that tidies up late takes nothing from the next one, which has begun meanwhile', async () => {
  const store = createMemoryItemStore();
  const look = async (by: ItemStore, time: string, ...ids: string[]) => {
    const lease = await leaseSweep(by, 'inventory', place, time);
    if (lease === undefined) throw new Error('the place is leased');
    await publishSweep(by, 'inventory', place, lease, time, rowsOf(...ids));
  };
  await look(store, '2026-03-01T03:00:00.000Z', 'gone');
  let isFirst = true;
  const slow: ItemStore = {
    ...store,
    query: async (request) => {
      if (isFirst) {
        isFirst = false;
        await look(store, '2026-03-01T03:01:00.000Z', 'new', 'newer');
      }
      return store.query(request);
    },
  };
  await look(slow, '2026-03-01T03:00:30.000Z', 'old');
  expect(isFirst).toBe(false);
  const [header] = await readSweeps(store, 'inventory', [place], '2026-03-01T03:02:00.000Z');
  if (header === undefined) throw new Error('no header');
  expect(header.counts).toEqual({ servers: 2 });
  const rows: unknown[] = [];
  for await (const row of readSweepRows(store, 'inventory', place, header, { list: 'servers' })) rows.push(row);
  expect(rows).toEqual([{ id: 'new' }, { id: 'newer' }]);
  const { items } = await store.query({
    table: 'observations',
    partition: 'inventory#111122223333/us-east-1',
    sortPrefix: 'rows#',
    limit: 100,
  });
  expect(items, 'what is older is tidied up').toHaveLength(1);
});

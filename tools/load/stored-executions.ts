/** Ten thousand executions that are over, as the store holds them: one real one, over and over under other ids. */
import type { ItemStore, StoredItem, TableName, Write } from '../../src/ports/item-store.ts';
import { createRig } from '../../test/support/rig.ts';

const PER_TRANSACTION = 100;

const allItems = async (store: ItemStore, table: TableName, partition: string): Promise<readonly StoredItem[]> =>
  (await store.query({ table, partition, limit: 1000 })).items;

export const storeExecutions = async (store: ItemStore, count: number): Promise<void> => {
  const rig = await createRig({ binding: 'direct', estate: { servers: 20 } });
  const executionId = await rig.launch(await rig.savePlan('stored', [{ servers: rig.idsOf('server') }]));
  await rig.runToEnd(executionId);
  const partition = `execution#${executionId}`;
  const items = [
    ...(await allItems(rig.store, 'executions', partition)),
    ...(await allItems(rig.store, 'observations', partition)),
  ];
  const text = JSON.stringify(items);
  let writes: Write[] = [];
  for (let number = 0; number < count; number += 1) {
    const copies: readonly StoredItem[] = JSON.parse(
      text.replaceAll(executionId, `exec-${String(number).padStart(6, '0')}-stored`),
    );
    writes.push(...copies.map((item) => ({ kind: 'put', item }) as const));
    while (writes.length >= PER_TRANSACTION || (number === count - 1 && writes.length > 0)) {
      await store.transact(writes.slice(0, PER_TRANSACTION));
      writes = writes.slice(PER_TRANSACTION);
    }
  }
};

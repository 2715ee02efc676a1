import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import type { ItemStore, StoredItem } from '../../../src/ports/item-store.ts';

/** What an item is: `execution event`, `execution header job`, `lock`, … */
const kindOf = ({ table, partition, sort }: StoredItem): string => {
  const [owner = ''] = partition.split('#');
  const [kind = '', , detail = ''] = sort.split('#');
  return [table, owner, ...(owner === 'execution' ? [kind, detail] : [])].filter((word) => word !== '').join(' ');
};

/** Notes the bytes of the largest item of each kind that was ever written, and of the largest transaction. */
export const createSizedStore = () => {
  const largestBytes = new Map<string, number>();
  let transactionBytes = 0;
  const memory = createMemoryItemStore();
  const store: ItemStore = {
    ...memory,
    transact: (writes) => {
      let bytes = 0;
      for (const write of writes) {
        if (write.kind !== 'put') continue;
        const itemBytes = Buffer.byteLength(JSON.stringify(write.item));
        const kind = kindOf(write.item);
        largestBytes.set(kind, Math.max(largestBytes.get(kind) ?? 0, itemBytes));
        bytes += itemBytes;
      }
      transactionBytes = Math.max(transactionBytes, bytes);
      return memory.transact(writes);
    },
  };
  return { store, largestBytes, transactionBytes: () => transactionBytes };
};

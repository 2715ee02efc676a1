/**
 * The store under measurement: counts what each state of the machine reads and writes, charges the state machine's
 * latencies, and notes what became visible and when.
 */
import type { ItemStore, Json, Write } from '../../src/ports/item-store.ts';
import { enteredState, enteringSeconds } from './latencies.ts';

/** What one state of the machine cost over a whole execution. */
export interface StateCost {
  entered: number;
  reads: number;
  itemsRead: number;
  transactions: number;
  itemsWritten: number;
}

export interface Recording {
  /** By state name; `driver` is what the interpreter itself reads and writes. */
  readonly costs: Map<string, StateCost>;
  /** Job observations as they were stored. */
  readonly observations: { readonly atMs: number; readonly body: Json }[];
  /** When each execution was stored as ended, by its partition. */
  readonly endedMs: Map<string, number>;
}

export interface RecordingOptions {
  readonly store: ItemStore;
  readonly time: { readonly nowMs: () => number; readonly sleep: (seconds: number) => Promise<void> };
  /** Off for large runs, which would otherwise measure the recording's own memory. */
  readonly keepObservations: boolean;
}

export const createRecordingStore = (options: RecordingOptions): { store: ItemStore; recording: Recording } => {
  const { store, time, keepObservations } = options;
  const recording: Recording = { costs: new Map(), observations: [], endedMs: new Map() };
  const states = new Map<string, string>();
  let current = 'driver';

  const costOf = (state: string): StateCost => {
    const known = recording.costs.get(state);
    if (known !== undefined) return known;
    const cost: StateCost = { entered: 0, reads: 0, itemsRead: 0, transactions: 0, itemsWritten: 0 };
    recording.costs.set(state, cost);
    return cost;
  };

  const read = (partition: string, count: number): void => {
    const cost = costOf(partition.startsWith('machine#') ? 'driver' : current);
    cost.reads += 1;
    cost.itemsRead += count;
  };

  const note = (write: Write): void => {
    if (write.kind !== 'put') return;
    const { item } = write;
    if (item.sort === 'header' && item.indexes?.open === undefined) recording.endedMs.set(item.partition, time.nowMs());
    if (keepObservations && item.table === 'observations' && item.sort.startsWith('job#')) {
      recording.observations.push({ atMs: time.nowMs(), body: item.body });
    }
  };

  const transact: ItemStore['transact'] = async (writes) => {
    const result = await store.transact(writes);
    const entered = writes.map(enteredState).find((found) => found !== undefined);
    const cost = costOf(entered === undefined ? current : 'driver');
    cost.transactions += 1;
    if (!result.ok) return result;
    cost.itemsWritten += writes.length;
    for (const write of writes) note(write);
    if (entered !== undefined && states.get(entered.machine) !== entered.stateName) {
      states.set(entered.machine, entered.stateName);
      current = entered.stateName;
      costOf(current).entered += 1;
      await time.sleep(enteringSeconds(entered.stateName));
    }
    return result;
  };

  const recordingStore: ItemStore = {
    get: async (key) => {
      const item = await store.get(key);
      read(key.partition, item === undefined ? 0 : 1);
      return item;
    },
    getMany: async (keys) => {
      const items = await store.getMany(keys);
      read(keys[0]?.partition ?? '', items.filter((item) => item !== undefined).length);
      return items;
    },
    query: async (where) => {
      const page = await store.query(where);
      read(where.partition, page.items.length);
      return page;
    },
    queryIndex: async (where) => {
      const page = await store.queryIndex(where);
      read(where.partition, page.items.length);
      return page;
    },
    transact,
  };
  return { store: recordingStore, recording };
};

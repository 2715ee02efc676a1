/** Makes the order of a process's calls a matter of fast-check's choice: each waits until the scheduler lets it go. */
import type { Scheduler } from 'fast-check';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import type { RecoveryService } from '../../../src/ports/recovery-service.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

export type Turnstile = (label: string) => Promise<void>;

export const turnstileOf =
  (scheduler: Scheduler, actor: string): Turnstile =>
  async (label) => {
    await scheduler.schedule(Promise.resolve(), `${actor}: ${label}`);
  };

export const scheduledStore = (store: ItemStore, turnstile: Turnstile): ItemStore => ({
  get: async (key) => {
    await turnstile(`get ${key.partition} ${key.sort}`);
    return store.get(key);
  },
  query: async (where) => {
    await turnstile(`query ${where.partition}`);
    return store.query(where);
  },
  queryIndex: async (where) => {
    await turnstile(`query ${where.index} ${where.partition}`);
    return store.queryIndex(where);
  },
  transact: async (writes) => {
    await turnstile(`write ${writes.map((write) => (write.kind === 'put' ? write.item.sort : write.key.sort)).join()}`);
    return store.transact(writes);
  },
});

export const scheduledRecovery = (recovery: RecoveryService, turnstile: Turnstile): RecoveryService => ({
  describeSourceServers: async (...request) => {
    await turnstile('describeSourceServers');
    return recovery.describeSourceServers(...request);
  },
  describeJobs: async (...request) => {
    await turnstile('describeJobs');
    return recovery.describeJobs(...request);
  },
  describeJobLog: async (...request) => {
    await turnstile('describeJobLog');
    return recovery.describeJobLog(...request);
  },
  describeRecoveryInstances: async (...request) => {
    await turnstile('describeRecoveryInstances');
    return recovery.describeRecoveryInstances(...request);
  },
  startRecovery: async (...request) => {
    await turnstile('startRecovery');
    return recovery.startRecovery(...request);
  },
  terminateRecoveryInstances: async (...request) => {
    await turnstile('terminateRecoveryInstances');
    return recovery.terminateRecoveryInstances(...request);
  },
});

/** Lets promises settle that wait for nothing but each other. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Lets calls go in the scheduler's order until the promise settles. Time moves when nothing else does, and also, while
 * calls hang, whenever `stalls` says so: a process that stands still while the others go on.
 */
export const playOut = async <T>(
  scheduler: Scheduler,
  clock: VirtualClock,
  promise: Promise<T>,
  stalls?: Iterator<boolean>,
): Promise<T> => {
  let isSettled = false;
  const note = () => {
    isSettled = true;
  };
  promise.then(note, note);
  for (await settle(); !isSettled; await settle()) {
    const stall = stalls?.next().value === true;
    if (scheduler.count() > 0 && !stall) await scheduler.waitNext(1);
    else if (!(await clock.advanceToNext()) && scheduler.count() === 0) {
      throw new Error('nobody calls anything any more, no timer is left, and the promise is open');
    }
  }
  return promise;
};

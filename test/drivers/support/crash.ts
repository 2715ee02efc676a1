/** Processes that die, or stand still, at a chosen call. */
import type { ItemStore, Write } from '../../../src/ports/item-store.ts';
import type { RecoveryService } from '../../../src/ports/recovery-service.ts';
import type { World } from './world.ts';

export interface CrashablePorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
}

type Around = <T>(call: () => Promise<T>) => Promise<T>;

const asItIs: Around = (call) => call();

/** Every write and every call to AWS goes through `around`; reads too, when they are to be seen. */
const portsThrough = (
  { store, aws: { recovery } }: Pick<World, 'store' | 'aws'>,
  around: Around,
  aroundRead: Around = asItIs,
): CrashablePorts => ({
  store: {
    get: (key) => aroundRead(() => store.get(key)),
    getMany: (keys) => aroundRead(() => store.getMany(keys)),
    query: (where) => aroundRead(() => store.query(where)),
    queryIndex: (where) => aroundRead(() => store.queryIndex(where)),
    transact: (writes) => around(() => store.transact(writes)),
  },
  recovery: {
    ...recovery,
    describeSourceServers: (...request) => around(() => recovery.describeSourceServers(...request)),
    describeJobs: (...request) => around(() => recovery.describeJobs(...request)),
    describeJobLog: (...request) => around(() => recovery.describeJobLog(...request)),
    describeRecoveryInstances: (...request) => around(() => recovery.describeRecoveryInstances(...request)),
    startRecovery: (...request) => around(() => recovery.startRecovery(...request)),
    terminateRecoveryInstances: (...request) => around(() => recovery.terminateRecoveryInstances(...request)),
  },
});

export const countCalls = (world: World) => {
  let calls = 0;
  const ports = portsThrough(world, async (call) => {
    calls += 1;
    return call();
  });
  return { ports, count: () => calls };
};

const killed = (): never => {
  throw new Error('killed');
};

/**
 * Of all writes and calls to AWS, at the one of this number, before it reaches the other side or after it has, the
 * process is killed: the call fails, and so does every later one.
 */
export const killedAt = (
  world: World,
  number: number,
  when: 'before' | 'after',
  onDeath: () => void = () => undefined,
): CrashablePorts => {
  let calls = 0;
  return portsThrough(world, async (call) => {
    const position = calls;
    calls += 1;
    if (position < number) return call();
    if (position === number) {
      onDeath();
      if (when === 'after') await call();
    }
    return killed();
  });
};

/** What a write is about: the kinds of its items. Of `execution#7` `event#000000002` it is `execution event`. */
export const kindOf = (writes: readonly Write[]): string => {
  const kinds = writes.map((write): string => {
    const { partition, sort } = write.kind === 'put' ? write.item : write.key;
    const [owner] = partition.split('#');
    const [kind, , detail = ''] = sort.split('#');
    if (owner === undefined) throw new Error('a partition has a name');
    return owner === 'execution' ? `${kind} ${detail}`.trim() : owner;
  });
  return [...new Set(kinds)].toSorted().join(', ');
};

/** The same after the first write of a kind, which takes place. */
export const killedAtKind = (world: World, kind: string, onDeath: () => void): CrashablePorts => {
  let isDead = false;
  const { store, aws } = world;
  const ports = portsThrough(
    {
      aws,
      store: {
        ...store,
        transact: async (writes) => {
          if (kindOf(writes) !== kind) return store.transact(writes);
          isDead = true;
          onDeath();
          await store.transact(writes);
          return killed();
        },
      },
    },
    async (call) => (isDead ? killed() : call()),
  );
  return ports;
};

/** At the write or call to AWS of this number, something happens; every call is made all the same. */
export const toldAt = (world: World, number: number, onCall: () => void): CrashablePorts => {
  let calls = 0;
  return portsThrough(world, async (call) => {
    if (calls === number) onCall();
    calls += 1;
    return call();
  });
};

/** At the call of this number, reads included, the process stands still while something else happens; then it goes on. */
export const heldAt = (world: World, number: number, meanwhile: () => Promise<unknown>) => {
  let calls = 0;
  let happened: Promise<unknown> | undefined;
  const around: Around = async (call) => {
    const position = calls;
    calls += 1;
    if (position >= number) {
      happened ??= meanwhile();
      await happened;
    }
    return call();
  };
  return { ports: portsThrough(world, around, around), calls: () => calls };
};

/** Tells of every transaction that was made. */
export const watchedStore = (store: ItemStore, onWrite: (writes: readonly Write[]) => void): ItemStore => ({
  get: (key) => store.get(key),
  getMany: (keys) => store.getMany(keys),
  query: (where) => store.query(where),
  queryIndex: (where) => store.queryIndex(where),
  transact: async (writes) => {
    const result = await store.transact(writes);
    if (result.ok) onWrite(writes);
    return result;
  },
});

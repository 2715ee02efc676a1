/** One process of Breakwater in a night: it may die at any write and any call, and its store may fail it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createWebhookSender } from '../../../src/adapters/webhook/webhook.ts';
import { auditPartition } from '../../../src/engine/audit-items.ts';
import { createWebhookNotifier } from '../../../src/engine/deliver.ts';
import { keepUndelivered, redeliver } from '../../../src/engine/undelivered.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { ItemStore, TransactResult, Write } from '../../../src/ports/item-store.ts';
import { createRig, type Rig } from '../../support/rig.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { STORE_SILENT } from '../checkers/unexpected-errors.ts';
import type { NightProcess, StoreTrouble } from './night.ts';
import type { Turn } from './one-by-one.ts';

/** Which task or command is at work: what a write was made for. */
export const causes = new AsyncLocalStorage<string>();

/** What all processes of a night share. */
export interface ProcessWorld {
  readonly rig: Rig;
  readonly binding: 'sdk' | 'direct';
  /** Our clocks beside AWS's, all together: it may be set. */
  clockSetSeconds: number;
  /** Troubles of the store that are to come, the next first. */
  readonly storeTroubles: StoreTrouble[];
  /** Tells when a process is to die at this write or call. Counts it. */
  readonly nextCall: (name: string) => 'before' | 'after' | undefined;
  /** Absent: whatever comes goes on at once. */
  readonly turn?: Turn;
  /** A process died, or its store failed it: what it was about to tell may be told by nobody. */
  readonly onLoss: () => void;
  /** Whoever is told by webhook. */
  readonly receive: (request: Request) => Promise<Response>;
  readonly count: (name: string) => void;
  /** Something that nobody waits for failed. */
  readonly onError: (error: unknown) => void;
}

export interface NightRunner {
  readonly rig: Rig;
  isDead(): boolean;
  kill(): void;
}

const never = <T>(): Promise<T> => new Promise(() => {});

interface Duties {
  readonly looksAtEstate: boolean;
  /** Somebody is told by webhook, and told again what he did not take. */
  readonly tells: boolean;
}

/** Started: it has taken up every machine, and looks for what is overdue each minute. */
export const startProcess = async (
  world: ProcessWorld,
  { skewSeconds, turnsPerDriver, eventSeconds, looksAtEstate, tells }: NightProcess & Duties,
  number: number,
): Promise<NightRunner> => {
  const life = createLife(world.rig.clock, () => skewSeconds + world.clockSetSeconds);
  const runner = { isDead: life.isDead, kill: life.end };

  /** A write or a call: it may be the last thing that this process does. */
  const mortally = async <T>(name: string, work: () => Promise<T>, about?: () => string): Promise<T> => {
    if (life.isDead()) return never();
    if (world.turn !== undefined) {
      await world.turn(name, about);
      if (life.isDead()) return never();
    }
    const death = world.nextCall(name);
    if (death === undefined) {
      let result: Awaited<ReturnType<typeof work>>;
      try {
        result = await work();
      } finally {
        // A reply that comes while the machine sleeps is read when it wakes.
        if (world.rig.clock.isAsleep()) await world.rig.clock.sleep(0);
      }
      return life.isDead() ? never() : result;
    }
    const what = name === 'write' ? 'a store write' : name === 'message' ? 'a message' : 'an AWS call';
    world.count(`crash ${death} ${what}`);
    life.end();
    if (death === 'after') await work().catch(() => undefined);
    world.onLoss();
    return never();
  };
  const reading = <T>(read: () => Promise<T>): Promise<T> => (life.isDead() ? never() : read());
  const { store } = world.rig;
  const mortalStore: ItemStore = {
    get: (key) => reading(() => store.get(key)),
    getMany: (keys) => reading(() => store.getMany(keys)),
    query: (where) => reading(() => store.query(where)),
    queryIndex: (where) => reading(() => store.queryIndex(where)),
    transact: (writes) =>
      mortally(
        'write',
        () => troubledWrite(world, writes),
        () => keysOf(writes),
      ),
  };
  const messages = {
    store: mortalStore,
    webhook: createWebhookSender({
      clock: life.clock,
      fetch: (request) => mortally('message', () => world.receive(request)),
    }),
    clock: life.clock,
    log: () => world.count('message not sent'),
  };
  const webhooks = createWebhookNotifier({
    ...messages,
    reader: mortalStore,
    keep: keepUndelivered(messages, 'webhook'),
  });
  const rig = await createRig({
    beside: world.rig,
    seed: world.rig.seed + 1000 * (number + 1),
    store: mortalStore,
    binding: world.binding,
    processClock: life.clock,
    aroundCall: mortally,
    aroundTask: (operation, task) => causes.run(operation, task),
    onRepairError: (_executionId, error) => world.onError(error),
    notifier: { notify: (notification) => causes.run('message', () => webhooks.notify(notification)) },
    ...(turnsPerDriver === undefined ? {} : { turnsPerDriver }),
  });
  const repairEachMinute = (): void => {
    life.clock.after(60, () => {
      void causes
        .run('repair', () => rig.engine.findAndRepair())
        .catch(world.onError)
        .then(repairEachMinute);
    });
  };
  if (tells) {
    const redeliverEachMinute = (): void => {
      life.clock.after(60, () => {
        void causes
          .run('redeliver', () => redeliver(messages))
          .catch(world.onError)
          .then(redeliverEachMinute);
      });
    };
    redeliverEachMinute();
  }
  if (looksAtEstate) {
    const { inventory, tagSync } = rig.accounts;
    const lookEachMinute = (): void => {
      life.clock.after(60, () => {
        void causes
          .run('refresh-inventory', () => inventory.refreshDue())
          .then(() => causes.run('sync-tags', () => tagSync.runDue()))
          .catch((error: unknown) => {
            world.count('estate look failed');
            world.onError(error);
          })
          .then(lookEachMinute);
      });
    };
    lookEachMinute();
  }
  if (eventSeconds !== undefined) {
    const stopListening = world.rig.simulator.events.listen((event) => {
      life.clock.after(eventSeconds, () => {
        world.count('DRS event heard');
        void causes
          .run('event', () => rig.engine.hearDrsEvent(event))
          .catch((error: unknown) => {
            world.count('DRS event failed');
            world.onError(error);
          });
      });
    });
    life.atEnd(stopListening);
  }
  // The store may fail already: then the repair takes the machines up.
  void rig.machine.resumeAll().catch(world.onError);
  repairEachMinute();
  return { rig, ...runner };
};

const keysOf = (writes: readonly Write[]): string => writes.map((write) => JSON.stringify(write)).join();

const troubledWrite = async (world: ProcessWorld, writes: readonly Write[]): Promise<TransactResult> => {
  const { store } = world.rig;
  const [trouble] = world.storeTroubles;
  if (trouble === undefined) return store.transact(writes);
  const position = writes.findIndex(mayMeetAnother);
  if (trouble === 'conflict' && position === -1) return store.transact(writes);
  world.storeTroubles.shift();
  world.count(`store ${trouble}`);
  if (trouble === 'conflict') return { ok: false, conflicts: [position] };
  if (trouble === 'fails-after') await store.transact(writes);
  world.onLoss();
  throw new Error(STORE_SILENT);
};

/** Somebody else's write is in the way: only of what others write too, an audit entry being completed by whoever began it. */
const mayMeetAnother = (write: Write): boolean => {
  const { partition } = write.kind === 'put' ? write.item : write.key;
  return write.condition?.kind === 'version' && partition !== auditPartition;
};

/** A process's own clock; nothing of it is left when it dies. */
const createLife = (base: VirtualClock, skewSeconds: () => number) => {
  let dead = false;
  const timers = new Set<() => void>();
  const endings: (() => void)[] = [];
  const clock: Clock = {
    now: () => {
      const skew = skewSeconds();
      return skew === 0 ? base.now() : new Date(base.nowMs() + skew * 1000).toISOString();
    },
    after: (seconds, callback) => {
      if (dead) return () => undefined;
      const cancelBase = base.after(seconds, () => {
        timers.delete(cancel);
        callback();
      });
      const cancel = (): void => {
        timers.delete(cancel);
        cancelBase();
      };
      timers.add(cancel);
      return cancel;
    },
  };
  return {
    clock,
    isDead: () => dead,
    end: (): void => {
      dead = true;
      for (const cancel of timers) cancel();
      for (const end of endings) end();
    },
    atEnd: (end: () => void): void => void endings.push(end),
  };
};

/** Makes the order of a process's calls a matter of fast-check's choice: each waits until the scheduler lets it go. */
import type { Scheduler } from 'fast-check';
import { limits } from '../../../src/domain/limits.ts';
import type { Outcome } from '../../../src/ports/aws-failure.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import type { RecoveryService } from '../../../src/ports/recovery-service.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { failureOf } from './fake-aws.ts';

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
  getMany: async (keys) => {
    await turnstile(`get ${keys.map((key) => `${key.partition} ${key.sort}`).join()}`);
    return store.getMany(keys);
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

export const scheduledRecovery = (recovery: RecoveryService, turnstile: Turnstile): RecoveryService =>
  recoveryThrough(recovery, async (label, call) => {
    await turnstile(label);
    return call();
  });

/** What happens to the calls on their way; `S` is what the service answers. */
type Around = <S>(label: string, call: () => Promise<Outcome<S>>) => Promise<Outcome<S>>;

const recoveryThrough = (recovery: RecoveryService, around: Around): RecoveryService => ({
  ...recovery,
  describeSourceServers: (...request) =>
    around('describeSourceServers', () => recovery.describeSourceServers(...request)),
  describeJobs: (...request) => around('describeJobs', () => recovery.describeJobs(...request)),
  describeJobLog: (...request) => around('describeJobLog', () => recovery.describeJobLog(...request)),
  describeRecoveryInstances: (...request) =>
    around('describeRecoveryInstances', () => recovery.describeRecoveryInstances(...request)),
  startRecovery: (...request) => around('startRecovery', () => recovery.startRecovery(...request)),
});

/**
 * The same, as over a network: a call that hangs is given up by its caller after the request's time, and then never
 * reaches AWS; and now and then a reply gets lost on the way back.
 */
export const networkedRecovery = (
  recovery: RecoveryService,
  turnstile: Turnstile,
  clock: VirtualClock,
  isReplyLost: () => boolean,
): RecoveryService =>
  recoveryThrough(recovery, async (label, call) => {
    let isGivenUp = false;
    const timedOut = new Promise<void>((resolve) => {
      clock.after(limits.requestTimeoutSeconds, () => {
        isGivenUp = true;
        resolve();
      });
    });
    const noReply = { ok: false, failure: failureOf('unavailable', `drs:${label}`, 'no reply') } as const;
    const passed = turnstile(label).then(() => true);
    if (!(await Promise.race([passed, timedOut.then(() => false)])) || isGivenUp) return noReply;
    const answer = await call();
    return isReplyLost() ? noReply : answer;
  });

/** Lets promises settle that wait for nothing but each other. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const STALL_SECONDS = 7;

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
    if (stalls?.next().value === true) await clock.advance(STALL_SECONDS);
    else if (scheduler.count() > 0) await scheduler.waitNext(1);
    else if (!(await clock.advanceToNext())) {
      throw new Error('nobody calls anything any more, no timer is left, and the promise is open');
    }
  }
  return promise;
};

/** Lets every call go that is still on its way, and what follows from it. Time stands still. */
export const drain = async (scheduler: Scheduler): Promise<void> => {
  for (await settle(); scheduler.count() > 0; await settle()) await scheduler.waitNext(1);
};

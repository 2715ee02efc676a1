/**
 * Two executions never hold the same server at once (I5). One item per server; taken in sorted chunks, so that two
 * executions after the same servers meet at the first one; a lock is void when its owner is final,
 * or needs the server no longer. Every transaction of
 * theirs checks the owner's header: a driver that was replaced neither takes nor gives back.
 */
import { limits } from '../domain/limits.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { holdsServer } from '../domain/statuses.ts';
import type { ItemStore, StoredItem, Write } from '../ports/item-store.ts';
import { headerKey, type Lock, lockBodySchema, lockKey } from './store/execution-items.ts';
import { readExecution } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';

/** A server to hold: `place` is its scope's text form. */
export interface LockTarget {
  readonly place: string;
  readonly sourceServerId: string;
}

export interface LockConflict extends LockTarget {
  readonly holder: Lock;
  /** The holder is cancelled: only its running jobs hold servers. */
  readonly cancelled: boolean;
}

const sortTargets = (targets: readonly LockTarget[]): readonly LockTarget[] =>
  [...targets].sort((a, b) => (lockText(a) < lockText(b) ? -1 : 1));
const lockText = (target: LockTarget): string => `${target.place}#${target.sourceServerId}`;

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** Who takes locks, and at which stored version of its header: once that has changed, somebody else decides about it. */
export interface LockOwner {
  readonly executionId: string;
  readonly planName: string;
  readonly version: number;
  readonly now: Instant;
}

export type Locking =
  | { readonly kind: 'taken' }
  /** Held by others who are not over; what was taken is given back. */
  | { readonly kind: 'conflicts'; readonly conflicts: readonly LockConflict[] }
  /** The execution has changed meanwhile, perhaps under another driver: what it holds is no longer ours to give back. */
  | { readonly kind: 'overtaken' };

/** Takes all locks, or none. Safe to repeat. */
export const takeLocks = async (
  store: ItemStore,
  owner: LockOwner,
  targets: readonly LockTarget[],
): Promise<Locking> => {
  for (const chunk of chunks(sortTargets(targets), limits.locksPerTransaction)) {
    const locking = await takeChunk(store, owner, chunk);
    if (locking.kind === 'taken') continue;
    if (locking.kind === 'conflicts') await releaseLocks(store, owner.executionId, targets, asLongAs(owner));
    return locking;
  }
  return { kind: 'taken' };
};

/** The condition under which the owner's locks are those that it knows of. */
const asLongAs = ({ executionId, version }: LockOwner): Write => ({
  kind: 'check',
  key: headerKey(executionId),
  condition: { kind: 'version', version },
});

const takeChunk = async (store: ItemStore, owner: LockOwner, chunk: readonly LockTarget[]): Promise<Locking> => {
  const lock: Lock = { executionId: owner.executionId, planName: owner.planName, lockedTime: owner.now };
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const held = await readLocks(store, chunk);
    const conflicts = await livingHolders(store, owner.executionId, held);
    if (conflicts.length > 0) return { kind: 'conflicts', conflicts };
    const writes = chunk.map((target): Write => {
      const before = held.get(lockText(target));
      return {
        kind: 'put',
        item: {
          ...lockKey(target.place, target.sourceServerId),
          version: (before?.item.version ?? 0) + 1,
          body: toJson(lock),
        },
        condition: before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.item.version },
      };
    });
    const result = await store.transact([asLongAs(owner), ...writes]);
    if (result.ok) return { kind: 'taken' };
    if (result.conflicts.includes(0)) return { kind: 'overtaken' };
  }
  throw new Error(`the locks of ${owner.executionId} changed ${limits.saveAttempts} times in a row; none was taken`);
};

interface HeldLock {
  readonly target: LockTarget;
  readonly item: StoredItem;
  readonly lock: Lock;
}

const readLocks = async (store: ItemStore, targets: readonly LockTarget[]): Promise<ReadonlyMap<string, HeldLock>> => {
  const items = await store.getMany(targets.map((target) => lockKey(target.place, target.sourceServerId)));
  return new Map(
    targets.flatMap((target, index) => {
      const item = items[index];
      return item === undefined
        ? []
        : [[lockText(target), { target, item, lock: lockBodySchema.parse(item.body) }] as const];
    }),
  );
};

/** Locks of others that still count: their owner is there, not final, and still needs the server. */
const livingHolders = async (
  store: ItemStore,
  executionId: string,
  held: ReadonlyMap<string, HeldLock>,
): Promise<readonly LockConflict[]> => {
  const others = [...held.values()].filter(({ lock }) => lock.executionId !== executionId);
  const owners = new Map<string, ExecutionState>();
  for (const owner of new Set(others.map(({ lock }) => lock.executionId))) {
    const loaded = await readExecution(store, owner);
    if (loaded !== undefined) owners.set(owner, loaded.state);
  }
  return others.flatMap(({ target, lock }) => {
    const owner = owners.get(lock.executionId);
    if (owner === undefined || !holdsServer(owner, target.sourceServerId, target.place)) return [];
    return [{ ...target, holder: lock, cancelled: owner.header.cancelRequested }];
  });
};

/** Who holds these servers now. A look: nothing is taken. */
export const findHolders = async (
  store: ItemStore,
  executionId: string,
  targets: readonly LockTarget[],
): Promise<readonly LockConflict[]> => {
  const conflicts: LockConflict[] = [];
  for (const chunk of chunks(sortTargets(targets), limits.locksPerTransaction)) {
    conflicts.push(...(await livingHolders(store, executionId, await readLocks(store, chunk))));
  }
  return conflicts;
};

/** Gives back what this execution holds; others' locks stay. */
export const releaseLocks = async (
  store: ItemStore,
  executionId: string,
  targets: readonly LockTarget[],
  ...conditions: readonly Write[]
): Promise<void> => {
  for (const chunk of chunks(sortTargets(targets), limits.locksPerTransaction)) {
    const held = await readLocks(store, chunk);
    const own = [...held.values()].filter(({ lock }) => lock.executionId === executionId);
    if (own.length === 0) continue;
    // Losing against another writer is harmless: the lock is void once the owner is final.
    await store.transact([
      ...conditions,
      ...own.map(
        ({ target, item }): Write => ({
          kind: 'delete',
          key: lockKey(target.place, target.sourceServerId),
          condition: { kind: 'version', version: item.version },
        }),
      ),
    ]);
  }
};

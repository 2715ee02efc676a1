/**
 * Two executions never hold the same server at once (I5). One item per server; taken in sorted chunks, so that two
 * executions after the same servers meet at the first one; a lock whose owner is final is void.
 */
import { limits } from '../domain/limits.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import type { ItemStore, StoredItem, Write } from '../ports/item-store.ts';
import { type Lock, lockBodySchema, lockKey } from './store/execution-items.ts';
import { readHeader } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';

/** A server to hold: `place` is its scope's text form. */
export interface LockTarget {
  readonly place: string;
  readonly sourceServerId: string;
}

export interface LockConflict extends LockTarget {
  readonly holder: Lock;
}

const sortTargets = (targets: readonly LockTarget[]): readonly LockTarget[] =>
  [...targets].sort((a, b) => (lockText(a) < lockText(b) ? -1 : 1));
const lockText = (target: LockTarget): string => `${target.place}#${target.sourceServerId}`;

const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** Takes all locks, or none: what was taken is given back when one is held by another. Safe to repeat. */
export const takeLocks = async (
  store: ItemStore,
  owner: { readonly executionId: string; readonly planName: string; readonly now: Instant },
  targets: readonly LockTarget[],
): Promise<readonly LockConflict[]> => {
  for (const chunk of chunks(sortTargets(targets), limits.locksPerTransaction)) {
    const conflicts = await takeChunk(store, owner, chunk);
    if (conflicts.length === 0) continue;
    await releaseLocks(store, owner.executionId, targets);
    return conflicts;
  }
  return [];
};

const takeChunk = async (
  store: ItemStore,
  owner: { readonly executionId: string; readonly planName: string; readonly now: Instant },
  chunk: readonly LockTarget[],
): Promise<readonly LockConflict[]> => {
  const lock: Lock = { executionId: owner.executionId, planName: owner.planName, lockedTime: owner.now };
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const held = await readLocks(store, chunk);
    const conflicts = await livingHolders(store, owner.executionId, held);
    if (conflicts.length > 0) return conflicts;
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
    if ((await store.transact(writes)).ok) return [];
  }
  throw new Error(`the locks of ${owner.executionId} changed ${limits.saveAttempts} times in a row; none was taken`);
};

interface HeldLock {
  readonly target: LockTarget;
  readonly item: StoredItem;
  readonly lock: Lock;
}

const readLocks = async (store: ItemStore, targets: readonly LockTarget[]): Promise<ReadonlyMap<string, HeldLock>> => {
  const items = await Promise.all(targets.map((target) => store.get(lockKey(target.place, target.sourceServerId))));
  return new Map(
    targets.flatMap((target, index) => {
      const item = items[index];
      return item === undefined
        ? []
        : [[lockText(target), { target, item, lock: lockBodySchema.parse(item.body) }] as const];
    }),
  );
};

/** Locks of others that still count: their owner is there, and not final. */
const livingHolders = async (
  store: ItemStore,
  executionId: string,
  held: ReadonlyMap<string, HeldLock>,
): Promise<readonly LockConflict[]> => {
  const others = [...held.values()].filter(({ lock }) => lock.executionId !== executionId);
  const owners = new Set(others.map(({ lock }) => lock.executionId));
  const living = new Set<string>();
  for (const owner of owners) {
    const loaded = await readHeader(store, owner);
    if (loaded !== undefined && !isFinalExecution(loaded.header.status)) living.add(owner);
  }
  return others
    .filter(({ lock }) => living.has(lock.executionId))
    .map(({ target, lock }) => ({ ...target, holder: lock }));
};

/** Gives back what this execution holds; others' locks stay. */
export const releaseLocks = async (
  store: ItemStore,
  executionId: string,
  targets: readonly LockTarget[],
): Promise<void> => {
  for (const chunk of chunks(sortTargets(targets), limits.locksPerTransaction)) {
    const held = await readLocks(store, chunk);
    const own = [...held.values()].filter(({ lock }) => lock.executionId === executionId);
    if (own.length === 0) continue;
    // Losing against another writer is harmless: the lock is void once the owner is final.
    await store.transact(
      own.map(({ target, item }) => ({
        kind: 'delete',
        key: lockKey(target.place, target.sourceServerId),
        condition: { kind: 'version', version: item.version },
      })),
    );
  }
};

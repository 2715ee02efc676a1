/** I5: two executions never hold the same server at once; all locks or none; and a replaced driver touches none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LockOwner, takeLocks } from '../../src/engine/locks.ts';
import { startGeneration } from '../../src/engine/repair.ts';
import { lockBodySchema } from '../../src/engine/store/execution-items.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { named, runs } from '../domain/support/runs.ts';
import { heldAt } from './support/crash.ts';
import { loadExecution, locks } from './support/records.ts';
import { playOut, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, PLACE, serverId, startRequest, type World } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };
/** More than one transaction takes. */
const SERVERS = 120;

const targetsOf = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    place: `${PLACE.accountId}/${PLACE.region}`,
    sourceServerId: serverId(first + index),
  }));

const initiate = async (world: World): Promise<string> => {
  const { executions } = createProcess(world, { stateMachine: idle });
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  return started.executionId;
};

/** As `begin` is, at what is stored now. */
const ownerOf = async (world: World, executionId: string): Promise<LockOwner> => {
  const { version } = await loadExecution(world.store, executionId);
  return { executionId, planName: 'shop', version, now: world.clock.now() };
};

const holders = async (store: ItemStore): Promise<readonly string[]> =>
  (await locks(store)).map((item) => lockBodySchema.parse(item.body).executionId);

/** It ends: what it holds is void from then on. */
const end = async (world: World, executionId: string): Promise<void> => {
  const { engine, executions } = createProcess(world, { stateMachine: idle });
  await executions.command(executionId, { type: 'cancel', reason: '' }, 'anna');
  await engine.operations.finalize({ executionId, generation: 1 });
};

describe('two executions after the same servers', () => {
  const many = runs(30);

  it(named('one of them gets all of its servers, or neither does; and none is held by two', many), async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(0, 1, SERVERS - 1), async (scheduler, first) => {
        const world = await createWorld([{ servers: 1 }]);
        const contenders = [
          { executionId: await initiate(world), targets: targetsOf(0, SERVERS) },
          { executionId: await initiate(world), targets: targetsOf(first, SERVERS) },
        ];
        const results = await playOut(
          scheduler,
          world.clock,
          Promise.all(
            contenders.map(async ({ executionId, targets }) => {
              const store = scheduledStore(world.store, turnstileOf(scheduler, executionId));
              return takeLocks(store, await ownerOf(world, executionId), targets);
            }),
          ),
        );
        const held = await holders(world.store);
        for (const [index, { executionId }] of contenders.entries()) {
          const own = held.filter((holder) => holder === executionId).length;
          expect(own).toBe(results[index]?.kind === 'taken' ? SERVERS : 0);
        }
        const kinds = results.map((result) => result.kind).toSorted();
        expect(kinds).not.toEqual(['taken', 'taken']);
        expect(kinds).toContain('conflicts');
        outcomes.add(kinds.join());
      }),
      many,
    );
    expect(outcomes).toContain('conflicts,taken');
  });

  it('what an ended execution has left behind is taken over', async () => {
    const world = await createWorld([{ servers: 1 }]);
    const ended = await initiate(world);
    await takeLocks(world.store, await ownerOf(world, ended), targetsOf(0, SERVERS));
    await end(world, ended);
    expect(await holders(world.store)).toHaveLength(SERVERS);
    const next = await initiate(world);
    expect(await takeLocks(world.store, await ownerOf(world, next), targetsOf(0, SERVERS))).toEqual({ kind: 'taken' });
    expect(new Set(await holders(world.store))).toEqual(new Set([next]));
  });

  it('taken twice by the same execution, they are held once', async () => {
    const world = await createWorld([{ servers: 1 }]);
    const executionId = await initiate(world);
    for (let times = 0; times < 2; times += 1) {
      const owner = await ownerOf(world, executionId);
      expect(await takeLocks(world.store, owner, targetsOf(0, SERVERS))).toEqual({ kind: 'taken' });
    }
    expect(await holders(world.store)).toHaveLength(SERVERS);
  });
});

it('an execution that has ended holds no lock any more, also of servers that were never launched', async () => {
  const world = await createWorld([{ servers: SERVERS }, { servers: 1, pauseBeforeWave: true }]);
  const executionId = await initiate(world);
  const { engine, executions } = createProcess(world, { stateMachine: idle });
  await engine.operations.begin({ executionId, generation: 1 });
  expect(await holders(world.store)).toHaveLength(SERVERS + 1);
  await executions.command(executionId, { type: 'cancel', reason: '' }, 'anna');
  await engine.operations.finalize({ executionId, generation: 1 });
  expect(await holders(world.store)).toEqual([]);
});

describe('a driver that is replaced while it takes locks', () => {
  /** Another execution holds the last server at first. That ends, and a new driver takes all, while the old one stands still. */
  const replacedAt = async (call: number) => {
    const world = await createWorld([{ servers: 1 }]);
    const targets = targetsOf(0, SERVERS);
    const otherId = await initiate(world);
    await takeLocks(world.store, await ownerOf(world, otherId), targets.slice(-1));
    const executionId = await initiate(world);
    const owner = await ownerOf(world, executionId);
    const held = heldAt(world, call, async () => {
      await end(world, otherId);
      await startGeneration({ ...world, stateMachine: idle }, executionId, 1);
      await takeLocks(world.store, await ownerOf(world, executionId), targets);
    });
    const result = await takeLocks(held.ports.store, owner, targets);
    return { world, executionId, result, calls: held.calls() };
  };

  it('neither takes nor gives back what the new driver holds, wherever it stood still', async () => {
    const undisturbed = await replacedAt(Number.POSITIVE_INFINITY);
    expect(undisturbed.result.kind).toBe('conflicts');
    // Its reads of a chunk go out together: to stand still at one of them is to stand still at all.
    for (let call = 0; call < undisturbed.calls; call += 7) {
      const { world, executionId, result } = await replacedAt(call);
      expect(['conflicts', 'overtaken'], `call ${call}`).toContain(result.kind);
      const own = (await holders(world.store)).filter((holder) => holder === executionId);
      expect(own, `call ${call}`).toHaveLength(SERVERS);
    }
  });
});

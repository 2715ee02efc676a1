/** What a turn plans is saved with its claims, in one write after the look: unless somebody may be first, or the look lasts. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem } from '../../src/engine/store/execution-writer.ts';
import type { RecoveryService } from '../../src/ports/recovery-service.ts';
import { loadExecution } from './support/records.ts';
import { createProcess, createWorld, PLACE, serverId, startRequest, type World } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

/** A plan of waves that start together, of one server each, from this one on. */
const planOver = async (world: World, planName: string, first: number, count: number): Promise<string> => {
  const servers = Array.from({ length: count }, (_, index) => serverId(first + index));
  const groups = servers.map((id, index) => ({
    kind: 'ProtectionGroup',
    groupName: `${planName}-${index}`,
    ...PLACE,
    selection: { sourceServerIds: [id] },
  }));
  const waves = groups.map(({ groupName }) => ({ waveName: groupName, protectionGroups: [groupName], dependsOn: [] }));
  const catalog = createCatalog({ store: world.store, clock: world.clock, ids: world.ids });
  const applied = await catalog.apply([...groups, { kind: 'RecoveryPlan', planName, waves }], { actor: 'anna' });
  const planId = applied.kind === 'applied' ? applied.results.at(-1)?.id : undefined;
  if (planId === undefined) throw new Error(JSON.stringify(applied));
  return planId;
};

interface Meanwhile {
  /** Before the first look has asked what runs there. */
  readonly before?: () => Promise<unknown>;
  /** When a look has its answers. */
  readonly after?: (look: number) => Promise<unknown>;
}

/** An execution that has begun, whose turns the test takes; and what happens in its looks before a launch. */
const begun = async (world: World, planId: string, meanwhile: Meanwhile = {}) => {
  let looks = 0;
  let hasBegun = false;
  const recovery: RecoveryService = {
    ...world.aws.recovery,
    describeJobs: async (...asked) => {
      if (hasBegun && looks === 0) await meanwhile.before?.();
      return world.aws.recovery.describeJobs(...asked);
    },
    describeSourceServers: async (...asked) => {
      const answer = await world.aws.recovery.describeSourceServers(...asked);
      if (hasBegun) {
        looks += 1;
        await meanwhile.after?.(looks);
      }
      return answer;
    },
  };
  const { engine, executions } = createProcess(world, { stateMachine: idle, recovery });
  const started = await world.clock.complete(executions.start({ ...startRequest(world), planId }));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await engine.operations.begin({ executionId, generation: 1 });
  hasBegun = true;
  return {
    executions,
    executionId,
    looks: () => looks,
    advance: () => engine.operations.advance({ executionId, generation: 1 }),
    states: async () => (await loadExecution(world.store, executionId)).state.jobs.map(({ state }) => state),
    busyUntil: async () => (await loadExecution(world.store, executionId)).driver.busyUntil,
  };
};

/** As `repair` does it, to note that it has woken the driver. */
const writeHeader = async ({ store }: World, executionId: string): Promise<void> => {
  const loaded = await readHeader(store, executionId);
  if (loaded === undefined) throw new Error('there is one');
  const { header, driver, version, lastChange } = loaded;
  const item = headerItem(header, driver, version + 1, lastChange);
  expect(await store.transact([{ kind: 'put', item, condition: { kind: 'version', version } }])).toEqual({ ok: true });
};

const openWorld = (serverCount: number): Promise<World> => createWorld([{ servers: serverCount }]);

describe('a turn that launches', () => {
  it('stores nothing before its look where nobody else launches, and its claim before the call', async () => {
    const world = await openWorld(1);
    const seen: string[] = [];
    const run = await begun(world, world.planId, { after: async () => seen.push(...(await run.states())) });
    await run.advance();
    expect(seen, 'while it looked').toEqual(['WAITING']);
    expect(await run.states()).toEqual(['STARTED']);
  });

  it('reserves its share before its look where another execution launches', async () => {
    const world = await openWorld(2);
    const first = await begun(world, await planOver(world, 'first', 0, 1));
    const seen: string[] = [];
    const second = await begun(world, await planOver(world, 'second', 1, 1), {
      after: async () => seen.push(...(await second.states())),
    });
    await first.advance();
    await second.advance();
    expect(seen, 'while it looked').toEqual(['PLANNED']);
    expect(second.looks()).toBe(1);
    expect(await second.states()).toEqual(['STARTED']);
  });

  it.each([
    { title: 'after it was asked what runs there', when: 'after' },
    { title: 'before', when: 'before' },
  ] as const)('waits when another execution takes the last room in its look, $title (I6)', async ({ when }) => {
    const world = await openWorld(limits.jobsPerScope + 1);
    const many = await begun(world, await planOver(world, 'many', 1, limits.jobsPerScope));
    let taken = false;
    const takeAll = async (): Promise<void> => {
      if (!taken) await many.advance();
      taken = true;
    };
    const one = await begun(world, await planOver(world, 'one', 0, 1), { [when]: takeAll });
    await one.advance();
    expect(await many.states()).toEqual(Array.from({ length: limits.jobsPerScope }, () => 'STARTED'));
    expect(await one.states()).toEqual(['WAITING']);
    expect(world.aws.jobs()).toHaveLength(limits.jobsPerScope);
    expect(one.looks(), 'what has no room is not looked at again').toBe(1);
  });

  it('that another execution overtakes, and has room all the same, is launched once, by its second look', async () => {
    const world = await openWorld(2);
    const other = await begun(world, await planOver(world, 'other', 1, 1));
    const seen: string[] = [];
    const run = await begun(world, await planOver(world, 'one', 0, 1), {
      after: async (look) => {
        seen.push(...(await run.states()));
        if (look === 1) await other.advance();
      },
    });
    await run.advance();
    expect(seen, 'in its looks').toEqual(['WAITING', 'PLANNED']);
    expect(await run.states()).toEqual(['STARTED']);
    expect(world.aws.jobs()).toHaveLength(2);
  });

  it('whose execution somebody else writes in its look takes one more, and reserves its share before', async () => {
    const world = await openWorld(1);
    const seen: string[] = [];
    const run = await begun(world, world.planId, {
      after: async (look) => {
        seen.push(...(await run.states()));
        if (look === 1) await writeHeader(world, run.executionId);
      },
    });
    await run.advance();
    expect(seen, 'in its looks').toEqual(['WAITING', 'PLANNED']);
    expect(await run.states()).toEqual(['STARTED']);
  });

  it('launches nothing when somebody cancels in its look (I8)', async () => {
    const world = await openWorld(1);
    const run = await begun(world, world.planId, {
      after: () => run.executions.command(run.executionId, { type: 'cancel', reason: 'enough' }, 'anna'),
    });
    await run.advance();
    expect(world.aws.jobs()).toEqual([]);
    expect((await loadExecution(world.store, run.executionId)).state.header.status).toBe('CANCELLING');
  });

  it('whose look lasts is seen to be busy after some seconds, with what it plans', async () => {
    const world = await openWorld(1);
    const seen: unknown[] = [];
    const run = await begun(world, world.planId, {
      after: async () => {
        await world.clock.sleep(limits.slowLookSeconds - 1);
        seen.push(await run.states(), await run.busyUntil());
        await world.clock.sleep(2);
        seen.push(await run.states(), await run.busyUntil());
      },
    });
    const startTime = world.clock.now();
    await world.clock.complete(run.advance());
    const busyUntil = addSeconds(startTime, limits.turnAllowanceSeconds);
    expect(seen).toEqual([['WAITING'], undefined, ['PLANNED'], busyUntil]);
    expect(run.looks()).toBe(1);
    expect(await run.states()).toEqual(['STARTED']);
  });
});

/** What nobody drives any more is found, and driven again; what somebody drives is left alone. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { addSeconds, secondsBetween } from '../../src/domain/time.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem, noChange } from '../../src/engine/store/execution-writer.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { endOf, expectOneLaunchPerServer, isOver, loadExecution, storedToken } from './support/records.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };
const drill = [{ servers: 2 }, { servers: 1 }];

const startOf = async (world: World, { executions }: Process): Promise<string> => {
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  return started.executionId;
};

const generationOf = async (world: World, executionId: string): Promise<number> =>
  (await loadExecution(world.store, executionId)).driver.generation;

/** Minutes pass; in each, the finder looks once. Gives what it did, in order. */
const lookEachMinute = async (world: World, finder: Process, minutes: number): Promise<readonly string[]> => {
  const results: string[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.clock.advance(60);
    const found = await world.clock.complete(finder.engine.findAndRepair());
    results.push(...found.map(({ result }) => result));
  }
  return results;
};

/** Its process died after the start was saved, and before the machine was: nobody drives it, and nobody waits. */
const leaderless = async (world: World): Promise<string> =>
  startOf(world, createProcess(world, { stateMachine: idle }));

describe('a machine that has died', () => {
  it('gets a successor as soon as it counts as lost, and not before; the successor drives it to the end', async () => {
    const world = await createWorld(drill);
    const executionId = await leaderless(world);
    const { nextWakeTime = '' } = (await loadExecution(world.store, executionId)).driver;
    const finder = createProcess(world);
    const found: string[] = [];
    while ((await generationOf(world, executionId)) === 1) {
      await world.clock.advance(10);
      found.push(...(await world.clock.complete(finder.engine.findAndRepair())).map(({ result }) => result));
      expect(found.length).toBeLessThan(50);
    }
    const lateSeconds = secondsBetween(nextWakeTime, world.clock.now());
    expect(lateSeconds).toBeGreaterThanOrEqual(limits.driverLostSeconds);
    expect(lateSeconds).toBeLessThan(limits.driverLostSeconds + 10);
    // The wake-up is repeated once, at the first look.
    expect(found.filter((result) => result === 'woken')).toHaveLength(1);
    expect(found.at(-1)).toBe('new-generation');

    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    await expectOneLaunchPerServer(world, executionId);
  });

  it('that only missed its wake-up goes on by the repeated one, and needs no successor', async () => {
    const world = await createWorld(drill);
    const dead = createProcess(world);
    const executionId = await startOf(world, dead);
    await world.clock.runUntil(async () => (await storedToken(world.store, executionId)) !== undefined);
    await dead.machine.stop();
    const results = await lookEachMinute(world, createProcess(world), 30);
    expect(results).toEqual(['woken']);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    expect(await generationOf(world, executionId)).toBe(1);
  });

  it('is found within the hour also when the clock has been set back since, and its wake time is a week away', async () => {
    const world = await createWorld(drill);
    const { clock } = world;
    const now = () => addSeconds(clock.now(), 7 * 86_400);
    const executionId = await leaderless({ ...world, clock: { ...clock, now } });
    expect(await lookEachMinute(world, createProcess(world), 90)).toEqual(['new-generation']);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    await expectOneLaunchPerServer(world, executionId);
  });

  it('two finders at once give it one successor', async () => {
    const world = await createWorld(drill);
    const executionId = await leaderless(world);
    await world.clock.advance(600);
    const finders = [createProcess(world), createProcess(world)];
    const results = await world.clock.complete(Promise.all(finders.map(({ engine }) => engine.findAndRepair())));
    const words = results.flat().map(({ result }) => result);
    expect(words.filter((result) => result === 'new-generation')).toHaveLength(1);
    expect(await generationOf(world, executionId)).toBe(2);
  });
});

describe('an execution that is driven', () => {
  it('is never touched, from its start to its end, whoever looks each minute', async () => {
    const world = await createWorld([...drill, { servers: 1, pauseBeforeWave: true }]);
    const alive = createProcess(world);
    const executionId = await startOf(world, alive);
    expect(await lookEachMinute(world, createProcess(world), 40)).toEqual([]);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'PAUSED' });
    await alive.executions.command(executionId, { type: 'resume', waveNumber: 2 }, 'anna');
    expect(await lookEachMinute(world, createProcess(world), 20)).toEqual([]);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    expect(await generationOf(world, executionId)).toBe(1);
  });

  it('is not touched at a gate either, for days', async () => {
    const world = await createWorld([{ servers: 1, pauseBeforeWave: true }]);
    const executionId = await startOf(world, createProcess(world));
    const finder = createProcess(world);
    for (let day = 0; day < 5; day += 1) {
      await world.clock.advance(86_400);
      expect(await world.clock.complete(finder.engine.findAndRepair())).toEqual([]);
    }
    expect(await generationOf(world, executionId)).toBe(1);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'PAUSED' });
  });
});

describe('finding', () => {
  const countedStore = (store: ItemStore) => {
    let reads = 0;
    const counted: ItemStore = {
      ...store,
      get: (key) => {
        reads += 1;
        return store.get(key);
      },
      getMany: (keys) => {
        reads += 1;
        return store.getMany(keys);
      },
      query: (where) => {
        reads += 1;
        return store.query(where);
      },
      queryIndex: (where) => {
        reads += 1;
        return store.queryIndex(where);
      },
    };
    return { counted, reads: () => reads };
  };

  it('costs one query, however many executions are finished', async () => {
    const world = await createWorld(drill);
    const executionId = await startOf(world, createProcess(world));
    await world.clock.runUntil(() => isOver(world.store, executionId), 7200);
    const ended = await readHeader(world.store, executionId);
    if (ended === undefined) throw new Error('no header');
    for (let number = 0; number < 1000; number += 1) {
      const header = { ...ended.header, executionId: `exec-finished-${number}` };
      await world.store.transact([{ kind: 'put', item: headerItem(header, ended.driver, 1, noChange) }]);
    }
    await world.clock.advance(3600);
    const { counted, reads } = countedStore(world.store);
    const finder = createProcess(world, { store: counted });
    expect(await finder.engine.findAndRepair()).toEqual([]);
    expect(reads()).toBe(1);
  });

  it('finds every one of many that are overdue, page by page', async () => {
    const world = await createWorld(drill);
    const executionId = await leaderless(world);
    const initiated = await readHeader(world.store, executionId);
    if (initiated === undefined) throw new Error('no header');
    for (let number = 0; number < 249; number += 1) {
      const header = { ...initiated.header, executionId: `exec-left-${String(number).padStart(3, '0')}` };
      await world.store.transact([{ kind: 'put', item: headerItem(header, initiated.driver, 1, noChange) }]);
    }
    await world.clock.advance(61);
    const finder = createProcess(world);
    const found = await finder.engine.findAndRepair();
    expect(new Set(found.map((one) => one.executionId)).size).toBe(250);
    expect(new Set(found.map((one) => one.result))).toEqual(new Set(['woken']));
  });
});

/** A process that stops, dies, or stands beside another: an execution goes on to the end that it would have had (I7). */
import { describe, expect, test } from 'vitest';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import type { MakeEstateOptions } from '../../src/simulator/estate/make-estate.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { createMortal, type Death } from './support/mortal.ts';
import { openScenario } from './support/scenario.ts';
import { expectSound } from './support/soundness.ts';

const savePlan = async (rig: Rig): Promise<string> => {
  const [a = '', b = '', c = '', d = ''] = rig.idsOf('server');
  return rig.savePlan('shop', [{ servers: [a, b] }, { servers: [c, d] }]);
};

/** The same process started again: nothing in memory, the same store, the same AWS. */
const startAgain = (rig: Rig, seed = 43): Promise<Rig> => createRig({ beside: rig, seed });

/** What `serve` does beside driving: each minute it repairs what is overdue. */
const repairEachMinute = (rig: Rig): void => {
  rig.clock.after(60, () => {
    void rig.engine.findAndRepair().finally(() => repairEachMinute(rig));
  });
};

const isOver = async (rig: Rig, executionId: string): Promise<boolean> =>
  isFinalExecution((await rig.get(executionId)).status);

describe('stopped and started again', () => {
  test.each([0, 1, 30, 100, 200, 240, 300])('after %i s, at once', async (seconds) => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    await rig.clock.advance(seconds);
    await rig.clock.complete(rig.machine.stop());
    const again = await startAgain(rig);
    await again.machine.resumeAll();
    expect(await again.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect(rig.launchJobs()).toHaveLength(2);
  });

  test('after a night: the jobs that ended meanwhile are found, and the next wave starts', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    await rig.clock.advance(60);
    await rig.clock.complete(rig.machine.stop());
    await rig.clock.advance(8 * 3600);
    const again = await startAgain(rig);
    await again.machine.resumeAll();
    const execution = await again.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
  });

  test('without taking its machines up again: what is overdue is found, and driven by a new generation', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    await rig.clock.advance(100);
    await rig.clock.complete(rig.machine.stop());
    await rig.clock.advance(600);
    const again = await startAgain(rig);
    expect(await again.engine.findAndRepair()).toEqual([{ executionId, result: 'new-generation' }]);
    expect(await again.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect((await readHeader(rig.store, executionId))?.driver.generation).toBe(2);
    expect(await again.engine.findAndRepair()).toEqual([]);
  });

  test('the old process wakes up after a new generation was driven: it changes nothing', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    await rig.clock.advance(100);
    await rig.clock.complete(rig.machine.stop());
    await rig.clock.advance(600);
    const again = await startAgain(rig);
    await again.engine.findAndRepair();
    const old = await startAgain(rig, 44);
    await old.machine.resumeAll();
    expect(await again.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect(await old.clock.complete(old.engine.operations.advance({ executionId, generation: 1 }))).toEqual({
      next: 'SUPERSEDED',
    });
    expect(await old.engine.operations.finalize({ executionId, generation: 1 })).toEqual({ verdict: 'SUPERSEDED' });
  });

  test('with a gate that was opened while nobody ran: the wave starts', async () => {
    const rig = await openScenario({ servers: 2 });
    const [a = '', b = ''] = rig.idsOf('server');
    const executionId = await rig.launch(
      await rig.savePlan('gated', [{ servers: [a] }, { servers: [b], pauseBeforeWave: true }]),
    );
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.complete(rig.machine.stop());
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    await rig.clock.advance(3600);
    expect(rig.launchJobs()).toHaveLength(1);
    const again = await startAgain(rig);
    await again.machine.resumeAll();
    expect(await again.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

describe('killed at a write, and started again', () => {
  /** Over before the second look at them: a drill of few writes. */
  const fastJobs = {
    jobStart: [1, 1],
    snapshot: [10, 10],
    conversion: [20, 20],
    launch: [10, 30],
    jobEnd: [2, 2],
  } satisfies MakeEstateOptions['durations'];

  /** How many writes a drill takes that nobody disturbs. */
  const countWrites = async (): Promise<number> => {
    const { mortal } = await drillUntilDeath({ atWrite: Number.POSITIVE_INFINITY, writeTakesPlace: false });
    return mortal.writes();
  };

  /** A drill in a process that dies on its way. */
  const drillUntilDeath = async (death: Death) => {
    const world = await createRig({ estate: { servers: 4, durations: fastJobs } });
    const planId = await savePlan(world);
    const mortal = createMortal(world.store, death);
    const rig = await createRig({ beside: world, store: mortal.store, network: mortal.network });
    const request = {
      planId,
      executionType: 'DRILL',
      initiatedBy: 'anna',
      acceptedInstanceDeletions: [],
      idempotencyKey: 'the-drill',
    } as const;
    void rig.engine.executions.start(request);
    await rig.clock.runUntil(async () => {
      if (mortal.isDead()) return true;
      const [execution] = (await world.engine.executions.list({ limit: 1 })).items;
      return execution !== undefined && isFinalExecution(execution.status);
    });
    return { world, mortal, request };
  };

  test.each([
    ['before it', false],
    ['after it', true],
  ])('%s, at each of the writes of a drill in turn: same end, one job per server', async (_when, writeTakesPlace) => {
    const writes = await countWrites();
    expect(writes).toBeGreaterThan(30);
    for (let atWrite = 1; atWrite <= writes; atWrite += 1) {
      const { world, request } = await drillUntilDeath({ atWrite, writeTakesPlace });
      const again = await startAgain(world, 100 + atWrite);
      await again.machine.resumeAll();
      repairEachMinute(again);
      // Whoever started the drill had no answer, and asks again with the same key.
      const result = await again.start(request.planId, 'DRILL', request);
      if (result.kind !== 'started') throw new Error(`write ${atWrite}: ${JSON.stringify(result)}`);
      const execution = await again.runToEnd(result.executionId, 12);
      const { status, launchedCount } = execution;
      expect({ atWrite, status, launchedCount }).toEqual({ atWrite, status: 'COMPLETED', launchedCount: 4 });
      expect(again.launchJobs(), `jobs after death at write ${atWrite}`).toHaveLength(2);
      expect((await again.engine.executions.list({ limit: 5 })).items).toHaveLength(1);
      await expectSound(again);
    }
  });
});

describe('several processes at once', () => {
  test('two drive the same execution: nothing is done twice', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    const beside = await startAgain(rig);
    await rig.clock.runUntil(async () => {
      await beside.machine.resumeAll();
      return isOver(rig, executionId);
    });
    expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect(rig.launchJobs()).toHaveLength(2);
    expect(beside.taskErrors).toEqual([]);
  });

  test('two finders and a restless repair: the execution still ends once, and as it should', async () => {
    const rig = await openScenario({ servers: 4 });
    const executionId = await rig.launch(await savePlan(rig));
    await rig.clock.advance(60);
    await rig.clock.complete(rig.machine.stop());
    await rig.clock.advance(400);
    const finders = [await startAgain(rig, 43), await startAgain(rig, 44)];
    for (const finder of finders) repairEachMinute(finder);
    await rig.clock.runUntil(() => isOver(rig, executionId), 48 * 3600);
    expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect((await readHeader(rig.store, executionId))?.driver.generation).toBe(2);
  });

  test('two executions share an account and Region, and the process of one dies: both end', async () => {
    const rig = await openScenario({ servers: 4 });
    const [a = '', b = '', c = '', d = ''] = rig.idsOf('server');
    const one = await rig.savePlan('one', [{ servers: [a] }, { servers: [b] }]);
    const two = await rig.savePlan('two', [{ servers: [c] }, { servers: [d] }]);
    const beside = await startAgain(rig);
    const first = await rig.launch(one);
    const second = await beside.launch(two);
    await rig.clock.advance(30);
    await rig.clock.complete(rig.machine.stop());
    // What the second sees of DRS is of use to the first too: its polls wake it, and it goes on in that process.
    expect(await beside.runToEnd(second)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    expect(await beside.runToEnd(first)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('one dies while it holds quota that the other needs: the other waits, and both end', async () => {
    const rig = await openScenario({ servers: 21 });
    const ids = rig.idsOf('server');
    const wide = await rig.savePlan(
      'wide',
      ids.slice(0, 20).map((server) => ({ servers: [server], dependsOn: [] })),
    );
    const single = await rig.savePlan('single', [{ servers: ids.slice(20) }]);
    const beside = await startAgain(rig);
    const first = await rig.launch(wide);
    await rig.clock.complete(rig.machine.stop());
    const second = await beside.launch(single);
    await rig.clock.advance(3600);
    // Nobody looks at the first one's jobs, so that nobody can know that they are over.
    expect((await beside.get(second)).waves[0]?.waitsFor).toContain('a free job in');
    await beside.engine.findAndRepair();
    expect(await beside.runToEnd(second)).toMatchObject({ status: 'COMPLETED', launchedCount: 1 });
    expect(await beside.runToEnd(first)).toMatchObject({ status: 'COMPLETED', launchedCount: 20 });
  });
});

describe('a machine hands over to its successor', () => {
  test('after every third turn: the drill ends as it would have', async () => {
    const rig = await openScenario({ servers: 4, turnsPerDriver: 3 });
    const executionId = await rig.launch(await savePlan(rig));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
    expect((await readHeader(rig.store, executionId))?.driver.generation).toBeGreaterThan(3);
    expect(rig.launchJobs()).toHaveLength(2);
  });

  test('also at a gate, and with a lost reply on its way', async () => {
    const rig = await openScenario({ servers: 2, turnsPerDriver: 1 });
    const [a = '', b = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 2 });
    const executionId = await rig.launch(
      await rig.savePlan('gated', [{ servers: [a] }, { servers: [b], pauseBeforeWave: true }]),
    );
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(30 * 86_400);
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

test('the store fails for two minutes in the middle of a drill: the drill goes on to its end', async () => {
  const world = await openScenario({ servers: 4, sound: { storeFails: true } });
  let failing = false;
  const planId = await savePlan(world);
  const rig = await createRig({
    beside: world,
    store: {
      ...world.store,
      transact: async (writes) => {
        if (failing) throw new Error('the disk is full');
        return world.store.transact(writes);
      },
    },
  });
  repairEachMinute(rig);
  const executionId = await rig.launch(planId);
  await rig.clock.advance(100);
  failing = true;
  await rig.clock.advance(120);
  failing = false;
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 4 });
  expect(rig.taskErrors.length).toBeGreaterThan(0);
});

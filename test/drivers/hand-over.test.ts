/**
 * Driver protocol, rules 4 and 5: a machine hands over to a successor, and a machine that is switched off is replaced by
 * the finder's; either way the execution goes on to the end that it would have had.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunningMachines } from '../../src/engine/drivers/embedded/pointer.ts';
import { named, runs } from '../domain/support/runs.ts';
import { endOf, expectOneLaunchPerServer, expectWholeHistory, isOver, loadExecution } from './support/records.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const drill = [{ servers: 2 }, { servers: 1, pauseBeforeWave: true }, { servers: 1 }];

const start = async (world: World, { executions }: Process): Promise<string> => {
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  return started.executionId;
};

/** To its end; the operator opens the gate ten minutes after it was reached. */
const toItsEnd = async (world: World, operator: Process, executionId: string): Promise<void> => {
  const isPaused = async () => (await loadExecution(world.store, executionId)).state.header.status === 'PAUSED';
  await world.clock.runUntil(isPaused, 24 * 3600);
  await world.clock.advance(600);
  await operator.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
  await world.clock.runUntil(() => isOver(world.store, executionId), 24 * 3600);
};

const undisturbed = async () => {
  const world = await createWorld(drill);
  const process = createProcess(world);
  const executionId = await start(world, process);
  await toItsEnd(world, process, executionId);
  return endOf(world.store, executionId);
};

describe('handing over', () => {
  it.each([1, 2, 3, 5, 8])('after every %i turns: the same end, by one machine at a time', async (turnsPerDriver) => {
    const world = await createWorld(drill);
    const process = createProcess(world, { turnsPerDriver });
    const executionId = await start(world, process);
    await toItsEnd(world, process, executionId);
    expect(await endOf(world.store, executionId)).toEqual(await undisturbed());
    await expectOneLaunchPerServer(world, executionId);
    await expectWholeHistory(world.store, executionId);
    expect((await loadExecution(world.store, executionId)).driver.generation).toBeGreaterThan(2);
    expect(process.taskErrors).toEqual([]);
    await world.clock.advance(60);
    expect(await readRunningMachines(world.store)).toEqual([]);
  });

  it('before a machine is too old: a gate that waits for weeks is waited at by several machines, one at a time', async () => {
    const world = await createWorld(drill);
    const process = createProcess(world, { driverDays: 3 });
    const executionId = await start(world, process);
    const generations: number[] = [];
    for (let day = 0; day < 20; day += 1) {
      await world.clock.advance(86_400);
      generations.push((await loadExecution(world.store, executionId)).driver.generation);
      expect(await readRunningMachines(world.store)).toHaveLength(1);
    }
    expect(generations.slice(0, 2)).toEqual([1, 1]);
    // A machine looks once a day: it is three to four days old when it hands over.
    expect(generations.at(-1)).toBeGreaterThanOrEqual(5);
    expect(generations.at(-1)).toBeLessThanOrEqual(7);
    await toItsEnd(world, process, executionId);
    expect(await endOf(world.store, executionId)).toEqual(await undisturbed());
    await expectOneLaunchPerServer(world, executionId);
    expect(process.taskErrors).toEqual([]);
  });

  it('that dies between the raised generation and the new machine is made good by the finder', async () => {
    const world = await createWorld(drill);
    const dying = createProcess(world, {
      turnsPerDriver: 2,
      stateMachine: {
        start: async (name, input) => {
          if (input.generation > 1) throw new Error('killed');
          await machine().start(name, input);
        },
        sendTaskSuccess: (token) => machine().sendTaskSuccess(token),
      },
    });
    const machine = () => dying.machine;
    const executionId = await start(world, dying);
    await world.clock.runUntil(async () => (await loadExecution(world.store, executionId)).driver.generation > 1);
    await dying.machine.stop();
    const finder = createProcess(world);
    everyMinute(world, finder);
    await toItsEnd(world, finder, executionId);
    expect(await endOf(world.store, executionId)).toEqual(await undisturbed());
    await expectOneLaunchPerServer(world, executionId);
  });
});

describe('switching the state machine off', () => {
  const many = runs(25);

  it(named('at any moment: the finder’s machine goes on to the same end', many), async () => {
    const expected = await undisturbed();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 700 }), async (seconds) => {
        const world = await createWorld(drill);
        const off = createProcess(world);
        const executionId = await start(world, off);
        await world.clock.advance(seconds);
        await off.machine.stop();
        // It takes up no machine of the other's: what it drives, it has found.
        const finder = createProcess(world);
        everyMinute(world, finder);
        await toItsEnd(world, finder, executionId);
        expect(await endOf(world.store, executionId)).toEqual(expected);
        await expectOneLaunchPerServer(world, executionId);
        expect(finder.taskErrors).toEqual([]);
      }),
      many,
    );
  });
});

const everyMinute = (world: World, finder: Process): void => {
  world.clock.after(60, () => {
    void finder.engine.findAndRepair().then(() => everyMinute(world, finder));
  });
};

/** The driver of a schedule: nothing runs between two calls, and each call takes everything that is due to its rest. */
import { describe, expect, it } from 'vitest';
import { definition } from '../../src/engine/drivers/definition.ts';
import { createScheduledMachine } from '../../src/engine/drivers/embedded/scheduled-machine.ts';
import { endOf, expectOneLaunchPerServer, expectWholeHistory, isOver, loadExecution } from './support/records.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const drill = [{ servers: 2 }, { servers: 1, pauseBeforeWave: true }, { servers: 1 }];

/** An engine whose machines only run when `runDue` is called. */
const createScheduled = (world: World, beginsAtOnce = false) => {
  const errors: unknown[] = [];
  const machine = createScheduledMachine({
    store: world.store,
    clock: world.clock,
    ids: world.ids,
    definition,
    operations: () => process.engine.operations,
    onTaskError: (_machineName, _stateName, error) => errors.push(error),
    beginsAtOnce,
  });
  const process: Process = createProcess(world, { stateMachine: machine });
  return { process, machine, errors };
};

const eachMinute = async (
  world: World,
  run: () => Promise<unknown>,
  until: () => Promise<boolean>,
): Promise<number> => {
  for (let minute = 0; minute < 600; minute += 1) {
    if (await until()) return minute;
    await world.clock.advance(60);
    await world.clock.complete(run());
  }
  throw new Error('ten hours have passed');
};

describe('a machine that a schedule drives each minute', () => {
  it('comes to the end that it would have had, with a gate on the way', async () => {
    const world = await createWorld(drill);
    const { process, machine, errors } = createScheduled(world);
    const started = await world.clock.complete(process.executions.start(startRequest(world)));
    if (started.kind !== 'started') throw new Error(started.kind);
    const { executionId } = started;
    const statusOf = async () => (await loadExecution(world.store, executionId)).state.header.status;
    await eachMinute(
      world,
      () => machine.runDue(),
      async () => (await statusOf()) === 'PAUSED',
    );
    await process.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
    await eachMinute(
      world,
      () => machine.runDue(),
      () => isOver(world.store, executionId),
    );
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    await expectOneLaunchPerServer(world, executionId);
    await expectWholeHistory(world.store, executionId);
    expect(errors).toEqual([]);
  });

  it('gives whoever starts it the verdict at once where it begins at once, and the schedule takes the rest', async () => {
    const world = await createWorld(drill.slice(0, 1));
    const { process, machine, errors } = createScheduled(world, true);
    const started = await world.clock.complete(process.executions.start(startRequest(world)));
    if (started.kind !== 'started') throw new Error(started.kind);
    expect(started.verdict).toBe('BEGUN');
    expect(world.aws.jobs()).toEqual([]);
    const again = await world.clock.complete(process.executions.start(startRequest(world)));
    expect(again, 'its servers are held by the first').toMatchObject({ kind: 'refused' });
    await eachMinute(
      world,
      () => machine.runDue(),
      () => isOver(world.store, started.executionId),
    );
    expect(await endOf(world.store, started.executionId)).toMatchObject({ status: 'COMPLETED' });
    await expectOneLaunchPerServer(world, started.executionId);
    await expectWholeHistory(world.store, started.executionId);
    expect(errors).toEqual([]);
  });

  it('does nothing between two calls', async () => {
    const world = await createWorld(drill);
    const { process } = createScheduled(world);
    await world.clock.complete(process.executions.start(startRequest(world)));
    await world.clock.advance(3600);
    expect(world.aws.jobs()).toEqual([]);
  });

  it('is called in vain while nothing is due', async () => {
    const world = await createWorld([{ servers: 1, pauseBeforeWave: true }]);
    const { process, machine } = createScheduled(world);
    await world.clock.complete(process.executions.start(startRequest(world)));
    expect(await world.clock.complete(machine.runDue())).toBe(1);
    expect(await world.clock.complete(machine.runDue())).toBe(0);
  });
});

/** Driver protocol, rule 5, at the moment of the switch: which machines are taken over, and which only ended. */
import { describe, expect, it } from 'vitest';
import { readPointer, readRunningMachines } from '../../src/engine/drivers/embedded/pointer.ts';
import { takeOverForSchedule, takeOverFromSchedule } from '../../src/engine/drivers/take-over.ts';
import { machineName, startGeneration } from '../../src/engine/repair.ts';
import { loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest, type World } from './support/world.ts';

/** Step Functions: its machines leave no pointer in the store. */
const createElsewhere = () => {
  const started: string[] = [];
  const stateMachine = {
    start: async (name: string) => void started.push(name),
    sendTaskSuccess: async () => 'gone' as const,
  };
  return { started, stateMachine };
};

/** A drill that waits at its first gate, driven by a machine in the store; that driver is switched off. */
const openSwitchedOff = async () => {
  const world = await createWorld([{ servers: 2, pauseBeforeWave: true }]);
  const { executions, machine } = createProcess(world);
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await world.clock.advance(60);
  await machine.stop();
  expect(await readRunningMachines(world.store)).toEqual([machineName(executionId, 1)]);
  return { world, executionId, machine: createProcess(world).machine };
};

const generationIn = async ({ store }: World, executionId: string) =>
  (await loadExecution(store, executionId)).driver.generation;

const pointerIn = async ({ store }: World, executionId: string, generation: number) =>
  (await readPointer(store, machineName(executionId, generation)))?.pointer;

const ended = { status: 'SUCCEEDED', cause: 'superseded' };

describe('when the schedule is switched off', () => {
  it('the machine that drives an execution is replaced by one of Step Functions, and ended', async () => {
    const { world, executionId } = await openSwitchedOff();
    const elsewhere = createElsewhere();
    expect(await takeOverFromSchedule({ ...world, ...elsewhere })).toEqual([executionId]);
    expect(elsewhere.started).toEqual([machineName(executionId, 2)]);
    expect(await generationIn(world, executionId)).toBe(2);
    expect(await pointerIn(world, executionId, 1)).toMatchObject(ended);
    expect(await takeOverFromSchedule({ ...world, ...elsewhere }), 'asked once more').toEqual([]);
    expect(await generationIn(world, executionId)).toBe(2);
  });

  it('a machine left over from before Step Functions took over is ended, and the newer one drives on', async () => {
    const { world, executionId } = await openSwitchedOff();
    const elsewhere = createElsewhere();
    await startGeneration({ ...world, ...elsewhere }, executionId, 1);
    expect(await takeOverFromSchedule({ ...world, ...elsewhere })).toEqual([]);
    expect(elsewhere.started).toEqual([machineName(executionId, 2)]);
    expect(await generationIn(world, executionId)).toBe(2);
    expect(await pointerIn(world, executionId, 1)).toMatchObject(ended);
    expect(await readRunningMachines(world.store)).toEqual([]);
  });

  it('of two machines of one execution the newer one is replaced, once, and both are ended', async () => {
    const { world, executionId, machine } = await openSwitchedOff();
    await machine.stop();
    await startGeneration({ ...world, stateMachine: machine }, executionId, 1);
    expect(await readRunningMachines(world.store)).toEqual([1, 2].map((number) => machineName(executionId, number)));
    const elsewhere = createElsewhere();
    expect(await takeOverFromSchedule({ ...world, ...elsewhere })).toEqual([executionId]);
    expect(elsewhere.started).toEqual([machineName(executionId, 3)]);
    expect(await generationIn(world, executionId)).toBe(3);
    expect(await pointerIn(world, executionId, 1)).toMatchObject(ended);
    expect(await pointerIn(world, executionId, 2)).toMatchObject(ended);
  });
});

describe('when the schedule is switched on', () => {
  it('an execution that Step Functions drives gets a machine in the store; one that has its own there keeps it', async () => {
    const { world, executionId, machine } = await openSwitchedOff();
    await machine.stop();
    const ports = { ...world, stateMachine: machine };
    expect(await takeOverForSchedule(ports), 'its machine is there').toEqual([]);
    await startGeneration({ ...world, ...createElsewhere() }, executionId, 1);
    expect(await takeOverForSchedule(ports)).toEqual([executionId]);
    expect(await generationIn(world, executionId)).toBe(3);
    expect(await pointerIn(world, executionId, 3)).toMatchObject({ status: 'RUNNING' });
  });
});

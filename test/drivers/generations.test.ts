/** Driver protocol, rule 3: a new generation is raised from what was read, and from nothing else. */
import { describe, expect, it } from 'vitest';
import { startGeneration } from '../../src/engine/repair.ts';
import { heldAt } from './support/crash.ts';
import { loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

/** An execution that waits at its gate, without a machine; and the machines that are started from here on. */
const openAtGate = async () => {
  const world = await createWorld([{ servers: 1, pauseBeforeWave: true }]);
  const { engine, executions } = createProcess(world, { stateMachine: idle });
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await engine.operations.begin({ executionId, generation: 1 });
  await engine.operations.advance({ executionId, generation: 1 });
  const machines: string[] = [];
  const stateMachine = { ...idle, start: async (name: string) => void machines.push(name) };
  const openGate = () => executions.command(executionId, { type: 'resume', waveNumber: 0 }, 'anna');
  return { world, executionId, stateMachine, machines, openGate };
};

describe('a new generation', () => {
  it('is started once: who asks from the one before it later starts nothing', async () => {
    const { world, executionId, stateMachine, machines } = await openAtGate();
    const ports = { ...world, stateMachine };
    expect(await startGeneration(ports, executionId, 1)).toBe(true);
    const after = await loadExecution(world.store, executionId);
    expect(await startGeneration(ports, executionId, 1)).toBe(false);
    expect(await loadExecution(world.store, executionId)).toEqual(after);
    expect(after.driver.generation).toBe(2);
    expect(machines).toEqual([`${executionId}-2`]);
  });

  it('is not started over what somebody else saves at that moment: that stays, and no machine comes of it', async () => {
    const { world, executionId, stateMachine, machines, openGate } = await openAtGate();
    // The execution has been read; its new header is about to be written.
    const held = heldAt(world, 1, openGate);
    expect(await startGeneration({ ...world, ...held.ports, stateMachine }, executionId, 1)).toBe(false);
    expect(held.calls()).toBe(2);
    expect(machines).toEqual([]);
    const { state, driver } = await loadExecution(world.store, executionId);
    expect(driver.generation).toBe(1);
    expect(state.waves[0]?.status).toBe('STARTING');
  });

  it('is started by one of two who ask at once', async () => {
    const { world, executionId, stateMachine, machines } = await openAtGate();
    const ports = { ...world, stateMachine };
    const asked = await Promise.all([1, 2].map(() => startGeneration(ports, executionId, 1)));
    expect(asked.map(String).toSorted()).toEqual(['false', 'true']);
    expect(machines).toEqual([`${executionId}-2`]);
  });
});

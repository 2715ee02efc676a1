/** How long people have been waited for, as the alarms see it: from the index of open executions alone. */
import { describe, expect, it } from 'vitest';
import { find } from '../../src/engine/repair.ts';
import type { ItemReader } from '../../src/ports/item-store.ts';
import { loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest } from './support/world.ts';

const LAUNCH_SECONDS = 280;
const nobody = { pausedExecutions: 0, oldestPauseSeconds: 0, oldestGateSeconds: 0 };

const open = async () => {
  // The second wave waits at its gate from the start, while the first one runs.
  const world = await createWorld(
    [{ servers: 1 }, { servers: 1, pauseBeforeWave: true, dependsOn: [] }],
    LAUNCH_SECONDS,
  );
  const process = createProcess(world);
  const started = await world.clock.complete(process.executions.start(startRequest(world)));
  if (started.kind !== 'started') throw new Error(started.kind);
  const { executionId } = started;
  const waiting = async () => (await find({ reader: world.store, clock: world.clock })).waiting;
  const headerOf = async () => (await loadExecution(world.store, executionId)).state.header;
  await world.clock.runUntil(async () => (await headerOf()).waitingGates !== undefined);
  return { world, process, executionId, waiting, headerOf };
};

describe('what has waited longest for a person', () => {
  it('is a gate from when it was reached, also while other waves still run', async () => {
    const { world, process, executionId, waiting, headerOf } = await open();
    const { oldestGateSeconds: before } = await waiting();
    await world.clock.advance(60);
    expect((await headerOf()).status).toBe('POLLING');
    expect(await waiting()).toEqual({ ...nobody, oldestGateSeconds: before + 60 });
    await process.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
    expect(await waiting()).toEqual(nobody);
  });

  it('is a pause from when nothing moved any more, and the gate is older than it', async () => {
    const { world, process, executionId, waiting, headerOf } = await open();
    await world.clock.runUntil(async () => (await headerOf()).status === 'PAUSED');
    const reached = await waiting();
    expect(reached.oldestGateSeconds - reached.oldestPauseSeconds).toBeGreaterThan(LAUNCH_SECONDS / 2);
    await world.clock.advance(4 * 3600);
    expect(await waiting()).toEqual({
      pausedExecutions: 1,
      oldestPauseSeconds: reached.oldestPauseSeconds + 4 * 3600,
      oldestGateSeconds: reached.oldestGateSeconds + 4 * 3600,
    });
    await process.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
    expect(await waiting()).toEqual(nobody);
  });

  it('is told by the one query that finds what is overdue', async () => {
    const { world } = await open();
    const read: string[] = [];
    const reader: ItemReader = {
      ...world.store,
      get: (key) => {
        read.push(`item of ${key.table}`);
        return world.store.get(key);
      },
      query: (query) => {
        read.push(`items of ${query.table}`);
        return world.store.query(query);
      },
      queryIndex: (query) => {
        read.push(`${query.table} by ${query.index}`);
        return world.store.queryIndex(query);
      },
    };
    await find({ reader, clock: world.clock });
    expect(read).toEqual(['executions by open']);
  });

  it.each(['skip', 'cancel'] as const)('is nobody’s any more once its wave is given up by %s', async (type) => {
    const { process, executionId, waiting } = await open();
    const command = type === 'skip' ? { type, waveNumber: 1, reason: 'not today' } : { type, reason: 'not today' };
    await process.executions.command(executionId, command, 'anna');
    expect(await waiting()).toEqual(nobody);
  });
});

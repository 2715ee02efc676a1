/** Driver protocol, rule 6: tokens are answered once, and stay with the driver. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPointer } from '../../src/engine/drivers/embedded/pointer.ts';
import { machineName } from '../../src/engine/repair.ts';
import { named, runs } from '../domain/support/runs.ts';
import { isOver, loadExecution, storedToken } from './support/records.ts';
import { playOut, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const gated = [{ servers: 1, pauseBeforeWave: true }];

const start = async (world: World, { executions }: Process): Promise<string> => {
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  return started.executionId;
};

const waiting = async (world: World, process: Process) => {
  const executionId = await start(world, process);
  await world.clock.runUntil(
    async () => (await loadExecution(world.store, executionId)).state.header.status === 'PAUSED',
  );
  const taskToken = await storedToken(world.store, executionId);
  if (taskToken === undefined) throw new Error('nobody waits');
  return { executionId, taskToken };
};

describe('a token', () => {
  it('is answered once: the second answer, and one to a token that never was, find it gone', async () => {
    const world = await createWorld(gated);
    const process = createProcess(world);
    const { taskToken } = await waiting(world, process);
    expect(await process.machine.sendTaskSuccess(taskToken)).toBe('sent');
    expect(await process.machine.sendTaskSuccess(taskToken)).toBe('gone');
    expect(await process.machine.sendTaskSuccess('exec-9-1:token-9')).toBe('gone');
    expect(await process.machine.sendTaskSuccess('')).toBe('gone');
  });

  it('whose wait timed out is gone', async () => {
    const world = await createWorld(gated);
    const process = createProcess(world);
    const { taskToken } = await waiting(world, process);
    await world.clock.advance(86_400);
    expect(await process.machine.sendTaskSuccess(taskToken)).toBe('gone');
  });

  const many = runs(50);

  it(named('two senders at once: one is heard', many), async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await createWorld(gated);
        const driver = createProcess(world);
        const { executionId, taskToken } = await waiting(world, driver);
        await driver.machine.stop();
        const senders = ['anna', 'bert'].map((actor) =>
          createProcess(world, { store: scheduledStore(world.store, turnstileOf(scheduler, actor)) }),
        );
        const answers = Promise.all(senders.map(({ machine }) => machine.sendTaskSuccess(taskToken)));
        expect((await playOut(scheduler, world.clock, answers)).toSorted()).toEqual(['gone', 'sent']);
        const { pointer } = (await readPointer(world.store, machineName(executionId, 1))) ?? {};
        expect(pointer?.wait).not.toMatchObject({ taskToken });
      }),
      many,
    );
  });

  it('appears in no view, no event, no notification and no answer', async () => {
    const world = await createWorld([{ servers: 2 }, { servers: 1, pauseBeforeWave: true }]);
    const process = createProcess(world);
    const tokens = new Set<string>();
    const shown: unknown[] = [];
    const executionId = await start(world, process);
    const look = async (): Promise<void> => {
      const token = await storedToken(world.store, executionId);
      if (token !== undefined) tokens.add(token.slice(token.lastIndexOf(':') + 1));
      const { executions } = process;
      shown.push(
        await executions.get(executionId),
        await executions.servers(executionId, { limit: 100 }),
        await executions.events(executionId, { after: 0, limit: 1000 }),
        await executions.list({ limit: 10 }),
      );
    };
    for (let looks = 0; looks < 30; looks += 1) {
      await world.clock.advance(30);
      await look();
    }
    shown.push(await process.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna'));
    await world.clock.runUntil(() => isOver(world.store, executionId), 7200);
    await look();
    expect(tokens.size).toBeGreaterThan(3);
    const text = JSON.stringify([shown, process.notifications]);
    expect([...tokens].filter((token) => text.includes(token))).toEqual([]);
    expect(process.notifications.length).toBeGreaterThan(0);
  });
});

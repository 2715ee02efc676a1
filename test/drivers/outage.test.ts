/** The Region of Breakwater was down, and its plans were recovered from elsewhere meanwhile: a person looks first. */
import { describe, expect, it } from 'vitest';
import { endOf, expectOneLaunchPerServer, isOver, loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest } from './support/world.ts';

const confirmAfterMinutes = 60;

/** The first of two waves has started when everything stops for so many minutes. */
const silentFor = async (minutes: number) => {
  const world = await createWorld([{ servers: 2 }, { servers: 1 }]);
  const before = createProcess(world, { confirmAfterMinutes });
  const started = await world.clock.complete(before.executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  const load = async () => (await loadExecution(world.store, executionId)).state;
  await world.clock.runUntil(async () => (await load()).jobs[0]?.state === 'STARTED', 60);
  await before.machine.stop();
  await world.clock.advance(minutes * 60);
  const after = createProcess(world, { confirmAfterMinutes });
  return { world, executionId, load, after };
};

const pausedByEngine = /^paused by engine: nobody drove this execution from \S+ to \S+; look what was recovered/;

describe('an execution that nobody drove for hours', () => {
  it('is watched on, starts no further wave before a person ends the pause, and then goes on to its end', async () => {
    const { world, executionId, load, after } = await silentFor(180);
    await after.machine.resumeAll();
    await world.clock.runUntil(async () => (await load()).header.status === 'PAUSED', 3600);
    expect((await load()).header.statusReason).toMatch(pausedByEngine);
    await world.clock.advance(3600);
    expect((await load()).waves.map(({ status }) => status)).toEqual(['COMPLETED', 'PENDING']);

    const command = after.executions.command(executionId, { type: 'resume' }, 'ana');
    expect(await world.clock.complete(command)).toMatchObject({ kind: 'accepted' });
    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    expect((await load()).header.pauseReason).toBeUndefined();
    await expectOneLaunchPerServer(world, executionId);
  });

  it('is paused too when its machine is gone, and the schedule finds it', async () => {
    const { world, load, after } = await silentFor(180);
    const found = await world.clock.complete(after.engine.findAndRepair());
    expect(found.map(({ result }) => result)).toEqual(['new-generation']);
    await world.clock.runUntil(async () => (await load()).header.status === 'PAUSED', 3600);
    expect((await load()).header.statusReason).toMatch(pausedByEngine);
  });
});

describe('an execution that nobody drove for minutes', () => {
  it('goes on by itself', async () => {
    const { world, executionId, load, after } = await silentFor(30);
    await after.machine.resumeAll();
    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    expect((await load()).header).toMatchObject({ status: 'COMPLETED', pauseRequested: false });
  });
});

/** A drill whose process is killed or stopped on the way, and another process that takes up its machines. */
import { expect } from 'vitest';
import { isFinalExecution } from '../../../src/domain/statuses.ts';
import type { CrashablePorts } from './crash.ts';
import { endOf, executionIds, expectOneLaunchPerServer, expectWholeHistory, loadExecution } from './records.ts';
import { createProcess, createWorld, type OpenStore, type Process, startRequest, type World } from './world.ts';

const drill = [{ servers: 1 }, { servers: 2, pauseBeforeWave: true }];
/** Short, so that the drill has few calls at which it can be killed. */
const LAUNCH_SECONDS = 40;

export type Dying = (world: World, onDeath: () => void) => CrashablePorts;

/** Starts, as a client does that tries again with the same key when it gets no answer. */
const start = async (world: World, { executions }: Process): Promise<boolean> => {
  const started = executions.start(startRequest(world, 'key-1'));
  return world.clock.complete(
    started.then(
      () => true,
      () => false,
    ),
  );
};

const everyMinute = (world: World, finder: Process): void => {
  world.clock.after(60, () => {
    void finder.engine.findAndRepair().then(() => everyMinute(world, finder));
  });
};

/** One process lives until its ports say otherwise; from then on another one. An operator opens the gate. */
export const runKilledDrill = async (portsOf: Dying, openStore?: OpenStore) => {
  const world = await createWorld(drill, LAUNCH_SECONDS, openStore);
  let isDead = false;
  const onDeath = () => {
    isDead = true;
    void first.machine.stop();
  };
  const first = createProcess(world, portsOf(world, onDeath));
  const hasStarted = await start(world, first);
  let id: string | undefined;
  /** Asked after each timer: it reads no more than it must. */
  const stand = async (): Promise<'running' | 'at its gate' | 'over'> => {
    id ??= (await executionIds(world.store))[0];
    if (id === undefined) return 'running';
    const { header, waves } = (await loadExecution(world.store, id)).state;
    if (isFinalExecution(header.status)) return 'over';
    return waves[1]?.status === 'AWAITING_APPROVAL' ? 'at its gate' : 'running';
  };
  const openGate = async ({ executions }: Process): Promise<void> => {
    await executions.command(id ?? '', { type: 'resume', waveNumber: 1 }, 'anna').catch(() => undefined);
  };
  if (hasStarted && !isDead) await world.clock.runUntil(async () => isDead || (await stand()) === 'at its gate', 3600);
  if (!isDead) await openGate(first);
  if (!isDead) await world.clock.runUntil(async () => isDead || (await stand()) === 'over', 3600);
  if (isDead) {
    const next = createProcess(world);
    await start(world, next);
    await next.machine.resumeAll();
    everyMinute(world, next);
    await world.clock.runUntil(async () => (await stand()) !== 'running', 24 * 3600);
    if ((await stand()) === 'at its gate') await openGate(next);
    await world.clock.runUntil(async () => (await stand()) === 'over', 24 * 3600);
    expect(next.taskErrors).toEqual([]);
  }
  const [executionId = '', ...others] = await executionIds(world.store);
  expect(others, 'one execution for one key').toEqual([]);
  await expectOneLaunchPerServer(world, executionId);
  await expectWholeHistory(world.store, executionId);
  return endOf(world.store, executionId);
};

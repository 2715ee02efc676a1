/** The embedded driver, killed or stopped at every single write and call to AWS of a drill: the same end, no job twice. */
import { describe, expect, it } from 'vitest';
import { type CrashablePorts, countCalls, killedAt, toldAt } from './support/crash.ts';
import {
  endOf,
  executionIds,
  expectOneLaunchPerServer,
  expectWholeHistory,
  isOver,
  loadExecution,
} from './support/records.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const drill = [{ servers: 1 }, { servers: 2, pauseBeforeWave: true }];
/** Short, so that the drill has few calls at which it can be killed. */
const LAUNCH_SECONDS = 40;

type Dying = (world: World, onDeath: () => void) => CrashablePorts;

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
const runDrill = async (portsOf: Dying) => {
  const world = await createWorld(drill, LAUNCH_SECONDS);
  let isDead = false;
  const onDeath = () => {
    isDead = true;
    void first.machine.stop();
  };
  const first = createProcess(world, portsOf(world, onDeath));
  const hasStarted = await start(world, first);
  const isAtGate = async (): Promise<boolean> => {
    const [executionId] = await executionIds(world.store);
    if (executionId === undefined) return false;
    return (await loadExecution(world.store, executionId)).state.waves[1]?.status === 'AWAITING_APPROVAL';
  };
  const openGate = async ({ executions }: Process): Promise<void> => {
    const [executionId = ''] = await executionIds(world.store);
    await executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna').catch(() => undefined);
  };
  if (hasStarted && !isDead) await world.clock.runUntil(async () => isDead || (await isAtGate()), 3600);
  if (!isDead) await openGate(first);
  const isEnded = async () => isOver(world.store, (await executionIds(world.store))[0] ?? '');
  if (!isDead) await world.clock.runUntil(async () => isDead || (await isEnded()), 3600);
  if (isDead) {
    const next = createProcess(world);
    await start(world, next);
    await next.machine.resumeAll();
    everyMinute(world, next);
    await world.clock.runUntil(async () => (await isAtGate()) || (await isEnded()), 24 * 3600);
    if (await isAtGate()) await openGate(next);
    await world.clock.runUntil(isEnded, 24 * 3600);
    expect(next.taskErrors).toEqual([]);
  }
  const [executionId = '', ...others] = await executionIds(world.store);
  expect(others, 'one execution for one key').toEqual([]);
  await expectOneLaunchPerServer(world, executionId);
  await expectWholeHistory(world.store, executionId);
  return endOf(world.store, executionId);
};

const counted = async () => {
  let count = () => 0;
  const end = await runDrill((world) => {
    const calls = countCalls(world);
    count = calls.count;
    return calls.ports;
  });
  return { end, calls: count() };
};

describe('a process that dies, and another that takes up its machines', () => {
  it.each(['before', 'after'] as const)('killed %s each write and each call to AWS in turn', async (when) => {
    const { end, calls } = await counted();
    expect(end).toMatchObject({ status: 'COMPLETED' });
    expect(calls).toBeGreaterThan(50);
    for (let call = 0; call < calls; call += 1) {
      const killed = await runDrill((world, onDeath) => killedAt(world, call, when, onDeath));
      expect(killed, `killed ${when} call ${call}`).toEqual(end);
    }
  });

  it('stopped at each of them in turn: what runs is finished, and the rest goes on from there', async () => {
    const { end, calls } = await counted();
    for (let call = 0; call < calls; call += 1) {
      expect(await runDrill((world, onDeath) => toldAt(world, call, onDeath)), `stopped at call ${call}`).toEqual(end);
    }
  });
});

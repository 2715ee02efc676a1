/** A machine on a desk: its lid is closed for a day, and its network comes up after it has woken. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { RecoveryService } from '../../src/ports/recovery-service.ts';
import { failureOf } from './support/fake-aws.ts';
import { endOf, expectOneLaunchPerServer, isOver, loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest, type World } from './support/world.ts';

/** DescribeJobs gets no answer for the first so many calls. */
const withoutNetworkFor = (world: World, calls: number): RecoveryService => {
  let left = calls;
  return {
    ...world.aws.recovery,
    describeJobs: async (...request) => {
      left -= 1;
      if (left < 0) return world.aws.recovery.describeJobs(...request);
      return { ok: false, failure: failureOf('unavailable', 'drs:DescribeJobs', 'getaddrinfo ENOTFOUND') };
    },
  };
};

const asleepForADay = async () => {
  const world = await createWorld([{ servers: 2 }]);
  const before = createProcess(world);
  const started = await world.clock.complete(before.executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  const isRunning = async () => (await loadExecution(world.store, executionId)).state.jobs[0]?.state === 'STARTED';
  await world.clock.runUntil(isRunning, 60);
  await before.machine.stop();
  await world.clock.advance((limits.jobGiveUpHours + 1) * 3600);
  return { world, executionId };
};

describe('an execution whose driver slept for longer than a job is watched', () => {
  it('is not given up because the first looks after that get no answer', async () => {
    const { world, executionId } = await asleepForADay();
    const awake = createProcess(world, { recovery: withoutNetworkFor(world, 3) });
    await awake.machine.resumeAll();
    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
    await expectOneLaunchPerServer(world, executionId);
  });

  it('is given up, with what AWS said, when nobody answers for minutes', async () => {
    const { world, executionId } = await asleepForADay();
    const awake = createProcess(world, { recovery: withoutNetworkFor(world, Number.POSITIVE_INFINITY) });
    await awake.machine.resumeAll();
    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    const { state } = await loadExecution(world.store, executionId);
    expect(state.header.status).toBe('FAILED');
    expect(state.jobs[0]?.servers[0]?.reason).toMatch(/no longer watched.*ENOTFOUND/);
  });
});

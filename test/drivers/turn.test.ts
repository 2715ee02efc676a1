/** One turn of the driver: everything that can be done now is done now, and the wait after it is a wait that Step Functions knows. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startGeneration } from '../../src/engine/repair.ts';
import type { RecoveryService } from '../../src/ports/recovery-service.ts';
import { failureOf } from './support/fake-aws.ts';
import { endOf, loadExecution } from './support/records.ts';
import { createProcess, createWorld, startRequest, type World } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };
const turnSchema = z.object({ next: z.string(), version: z.int().optional(), waitSeconds: z.number().optional() });

/** So many waves of one server, which start together: as many jobs. */
const together = (count: number) => Array.from({ length: count }, () => ({ servers: 1, dependsOn: [] }));

const begun = async (world: World, recovery = world.aws.recovery) => {
  const { engine, executions } = createProcess(world, { stateMachine: idle, recovery });
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const payload = { executionId: started.executionId, generation: 1 };
  await engine.operations.begin(payload);
  const advance = async () => turnSchema.parse(await engine.operations.advance(payload));
  const statuses = async () =>
    (await loadExecution(world.store, payload.executionId)).state.jobs.map((job) => job.state);
  const turns = async () => (await loadExecution(world.store, payload.executionId)).driver.turns;
  return { engine, payload, advance, statuses, turns };
};

describe('a turn', () => {
  it('starts all twenty jobs that DRS takes; the others wait', async () => {
    const world = await createWorld(together(22));
    const { advance, statuses } = await begun(world);
    expect(await advance()).toMatchObject({ next: 'PARK' });
    expect((await statuses()).filter((state) => state === 'STARTED')).toHaveLength(20);
    expect((await statuses()).filter((state) => state === 'WAITING')).toHaveLength(2);
  });

  it('settles all jobs that one look saw ended, and starts at once what waited for them', async () => {
    const world = await createWorld(together(22));
    const { engine, payload, advance, statuses } = await begun(world);
    await advance();
    await world.clock.advance(300);
    await engine.operations.poll(payload);
    await advance();
    expect((await statuses()).filter((state) => state === 'ENDED')).toHaveLength(20);
    expect((await statuses()).filter((state) => state === 'STARTED')).toHaveLength(2);
  });

  it('goes on to the next wave in the same turn in which the last one ended', async () => {
    const world = await createWorld([{ servers: 1 }, { servers: 1 }]);
    const { engine, payload, advance, statuses } = await begun(world);
    await advance();
    await world.clock.advance(300);
    await engine.operations.poll(payload);
    await advance();
    expect(await statuses()).toEqual(['ENDED', 'STARTED']);
  });

  it('asks to finalize in the same turn in which the last wave ended', async () => {
    const world = await createWorld([{ servers: 1 }]);
    const { engine, payload, advance } = await begun(world);
    await advance();
    await world.clock.advance(300);
    await engine.operations.poll(payload);
    expect(await advance()).toEqual({ next: 'FINALIZE' });
    expect(await engine.operations.finalize(payload)).toEqual({ verdict: 'COMPLETED' });
    expect(await advance()).toEqual({ next: 'DONE' });
    expect(await endOf(world.store, payload.executionId)).toMatchObject({ status: 'COMPLETED' });
  });

  it('waits for whole seconds, at least one, at most a day: Step Functions knows no others', async () => {
    const world = await createWorld([{ servers: 3 }, { servers: 1, pauseBeforeWave: true }]);
    const { engine, payload, advance } = await begun(world);
    for (let turns = 0; turns < 30; turns += 1) {
      const { next, waitSeconds = 0 } = await advance();
      expect(next).toBe('PARK');
      expect(Number.isInteger(waitSeconds), `${waitSeconds} s`).toBe(true);
      expect(waitSeconds).toBeGreaterThanOrEqual(1);
      expect(waitSeconds).toBeLessThanOrEqual(86_400);
      await world.clock.advance(Math.min(waitSeconds, 60) + 0.137);
      await engine.operations.poll(payload);
    }
  });

  it('that changed nothing is counted all the same: no machine turns for ever', async () => {
    const world = await createWorld([{ servers: 1, pauseBeforeWave: true }]);
    const { turns, advance } = await begun(world);
    await advance();
    const before = await turns();
    for (let turn = 0; turn < 5; turn += 1) await advance();
    expect(await turns()).toBe(before + 5);
  });
});

describe('a turn with more to do than one may take', () => {
  /** AWS refuses a job of a hundred, and names one server at a time; `onCall` is told of each call. */
  const longRefusal = async (onCall: (call: number) => Promise<unknown>) => {
    const world = await createWorld([{ servers: 100 }]);
    let calls = 0;
    const recovery: RecoveryService = {
      ...world.aws.recovery,
      startRecovery: async (scope, request) => {
        calls += 1;
        await onCall(calls);
        const [first = ''] = request.sourceServerIds;
        if (request.sourceServerIds.length <= 20) return world.aws.recovery.startRecovery(scope, request);
        return { ok: false, failure: failureOf('not-found', 'drs:StartRecovery', `${first} does not exist`) };
      },
    };
    return { world, ...(await begun(world, recovery)) };
  };

  it('is counted, waits for a moment, and the next one goes on', async () => {
    const { turns, advance, statuses } = await longRefusal(async () => undefined);
    expect(await advance()).toMatchObject({ next: 'PARK', waitSeconds: 1 });
    expect(await turns()).toBe(1);
    expect(await statuses()).not.toContain('STARTED');
    await advance();
    expect((await statuses()).filter((state) => state === 'STARTED')).toHaveLength(1);
  });

  it('does not wait at a version that a new driver has made in its last round', async () => {
    const lastRound = 60;
    let bumped = false;
    const { advance, payload, world } = await longRefusal(async (call) => {
      if (call === lastRound) bumped = await startGeneration({ ...world, stateMachine: idle }, payload.executionId, 1);
    });
    expect(await advance()).toEqual({ next: 'SUPERSEDED' });
    expect(bumped).toBe(true);
  });
});

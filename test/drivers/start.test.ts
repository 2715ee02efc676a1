/** Driver protocol, rule 1: a start is one transaction, once per key; and `begin` may be cut short anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Write } from '../../src/ports/item-store.ts';
import { named, runs } from '../domain/support/runs.ts';
import { countCalls, heldAt, killedAt, watchedStore } from './support/crash.ts';
import { endOf, executionIds, expectOneLaunchPerServer, isOver, loadExecution, locks } from './support/records.ts';
import { playOut, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, saveDrill, startRequest, type World } from './support/world.ts';

const oneWave = [{ servers: 2 }];
/** Machines do not run by themselves here: the test calls the operations. */
const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

describe('starting', () => {
  const many = runs(60);

  it(
    named('two operators with one key and one plan start one execution, in any order of their calls', many),
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const world = await createWorld(oneWave);
          const processes = ['anna', 'bert'].map((actor) =>
            createProcess(world, {
              store: scheduledStore(world.store, turnstileOf(scheduler, actor)),
              stateMachine: idle,
            }),
          );
          const starts = Promise.all(processes.map(({ executions }) => executions.start(startRequest(world, 'key-1'))));
          const results = await playOut(scheduler, world.clock, starts);
          const [executionId] = await executionIds(world.store);
          expect(results.map((result) => 'executionId' in result && result.executionId)).toEqual([
            executionId,
            executionId,
          ]);
          expect(results.filter((result) => 'repeated' in result && result.repeated)).toHaveLength(1);
          expect(await executionIds(world.store)).toHaveLength(1);
        }),
        many,
      );
    },
  );

  it('the same key with another request is a mismatch, and starts nothing', async () => {
    const world = await createWorld(oneWave);
    const { executions } = createProcess(world, { stateMachine: idle });
    await world.clock.complete(executions.start(startRequest(world, 'key-1')));
    const other = { ...startRequest(world, 'key-1'), executionType: 'RECOVERY' as const };
    expect(await executions.start(other)).toEqual({ kind: 'idempotency-mismatch' });
    expect(await executionIds(world.store)).toHaveLength(1);
  });

  it('repeated after its process died before the machine was started, it begins at once: no finder is waited for', async () => {
    const world = await createWorld(oneWave);
    const killed = async () => Promise.reject(new Error('killed'));
    const dead = createProcess(world, { stateMachine: { ...idle, start: killed } });
    await expect(dead.executions.start(startRequest(world, 'key-1'))).rejects.toThrow('killed');
    const [executionId = ''] = await executionIds(world.store);
    const alive = createProcess(world);
    for (let times = 0; times < 2; times += 1) {
      const again = await world.clock.complete(alive.executions.start(startRequest(world, 'key-1')), 10);
      expect(again).toEqual({ kind: 'started', executionId, verdict: 'BEGUN', repeated: true });
    }
    await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
    expect((await loadExecution(world.store, executionId)).driver.generation).toBe(1);
    await expectOneLaunchPerServer(world, executionId);
  });

  it('after a day the key is free again', async () => {
    const world = await createWorld(oneWave);
    const { executions } = createProcess(world, { stateMachine: idle });
    await world.clock.complete(executions.start(startRequest(world, 'key-1')));
    await world.clock.advance(24 * 3600 + 1);
    const again = await world.clock.complete(executions.start(startRequest(world, 'key-1')));
    expect(again).toMatchObject({ kind: 'started', repeated: false });
    expect(await executionIds(world.store)).toHaveLength(2);
  });

  it('the execution, its frozen plan, its first event and the key are written in one transaction', async () => {
    const world = await createWorld(oneWave);
    const transactions: (readonly Write[])[] = [];
    const store = watchedStore(world.store, (writes) => transactions.push(writes));
    const { executions } = createProcess(world, { store, stateMachine: idle });
    await world.clock.complete(executions.start(startRequest(world, 'key-1')));
    expect(transactions.map((writes) => writes.map((write) => write.kind === 'put' && write.item.sort))).toEqual([
      ['request', 'header', 'plan', 'event#000000001'],
    ]);
  });

  it('a start that dies before its machine was started is found, and driven', async () => {
    const world = await createWorld(oneWave);
    const dying = { ...idle, start: () => Promise.reject(new Error('killed')) };
    const { executions } = createProcess(world, { stateMachine: dying });
    await expect(executions.start(startRequest(world))).rejects.toThrow('killed');
    const [executionId = ''] = await executionIds(world.store);
    const { engine } = createProcess(world);
    await findEachMinute(world, engine, executionId);
    expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('begin may be killed before and after every write and every call to AWS', () => {
  // 150 servers: their locks and jobs take two transactions each.
  const large = [{ servers: 150 }, { servers: 1, pauseBeforeWave: true }];
  const payload = (executionId: string) => ({ executionId, generation: 1 });

  const started = async () => {
    const world = await createWorld(large);
    const { executions } = createProcess(world, { stateMachine: idle });
    await world.clock.complete(executions.start(startRequest(world)));
    const [executionId = ''] = await executionIds(world.store);
    return { world, executionId };
  };

  /** The number of places where it can be killed. */
  const callsOf = async (prepare: (world: World) => Promise<unknown>): Promise<number> => {
    const { world, executionId } = await started();
    await prepare(world);
    const counted = countCalls(world);
    await createProcess(world, { ...counted.ports, stateMachine: idle }).engine.operations.begin(payload(executionId));
    return counted.count();
  };

  const verdictSchema = z.object({ verdict: z.string() });
  const verdictOf = async (process: ReturnType<typeof createProcess>, executionId: string): Promise<string> =>
    verdictSchema.parse(await process.engine.operations.begin(payload(executionId))).verdict;

  it.each(['before', 'after'] as const)('%s each of them: called again, it has the same result, once', async (when) => {
    const calls = await callsOf(async () => undefined);
    expect(calls).toBeGreaterThanOrEqual(7);
    const whole = await started();
    expect(await verdictOf(createProcess(whole.world, { stateMachine: idle }), whole.executionId)).toBe('BEGUN');
    const expected = await loadExecution(whole.world.store, whole.executionId);
    for (let call = 0; call < calls; call += 1) {
      const { world, executionId } = await started();
      const killed = createProcess(world, { ...killedAt(world, call, when), stateMachine: idle });
      await expect(killed.engine.operations.begin(payload(executionId)), `call ${call}`).rejects.toThrow('killed');
      const next = createProcess(world, { stateMachine: idle });
      expect(await verdictOf(next, executionId), `call ${call}`).toBe('BEGUN');
      const { state } = await loadExecution(world.store, executionId);
      expect(state.jobs).toEqual(expected.state.jobs);
      expect(state.waves).toEqual(expected.state.waves);
      expect(state.header).toMatchObject({ status: 'POLLING', serverCount: 151, eventCount: 2 });
      expect(await locks(world.store)).toHaveLength(151);
      expect(await verdictOf(next, executionId), 'a further call changes nothing').toBe('BEGUN');
      expect((await loadExecution(world.store, executionId)).state).toEqual(state);
    }
  });

  it.each(['before', 'after'] as const)(
    '%s each of them, while another execution holds its last server: refused, and no lock stays that holds anybody up',
    async (when) => {
      // The other one holds the server that comes last in the order of locks.
      const occupy = async (world: World): Promise<string> => {
        const planId = await saveDrill(world, 'other', [{ servers: 150 }, { servers: 1 }]);
        const other = createProcess(world, { stateMachine: idle });
        const result = await world.clock.complete(other.executions.start({ ...startRequest(world), planId }));
        if (!('executionId' in result)) throw new Error(result.kind);
        expect(await verdictOf(other, result.executionId)).toBe('BEGUN');
        const held = await locks(world.store);
        await world.store.transact(
          held.slice(0, 75).map(({ table, partition, sort }) => ({ kind: 'delete', key: { table, partition, sort } })),
        );
        await world.store.transact(
          held
            .slice(75, 150)
            .map(({ table, partition, sort }) => ({ kind: 'delete', key: { table, partition, sort } })),
        );
        return result.executionId;
      };
      const calls = await callsOf(occupy);
      for (let call = 0; call < calls; call += 1) {
        const { world, executionId } = await started();
        const otherId = await occupy(world);
        const killed = createProcess(world, { ...killedAt(world, call, when), stateMachine: idle });
        await expect(killed.engine.operations.begin(payload(executionId)), `call ${call}`).rejects.toThrow('killed');
        const next = createProcess(world, { stateMachine: idle });
        expect(await verdictOf(next, executionId)).toBe('REFUSED');
        expect(await isOver(world.store, executionId)).toBe(true);
        // When the other one has ended too, a third gets every server.
        await next.executions.command(otherId, { type: 'cancel', reason: '' }, 'anna');
        await next.engine.operations.finalize({ executionId: otherId, generation: 1 });
        const third = await world.clock.complete(next.executions.start(startRequest(world)));
        if (!('executionId' in third)) throw new Error(third.kind);
        expect(await verdictOf(next, third.executionId)).toBe('BEGUN');
      }
    },
  );

  it('an execution that is cancelled while begin runs, at whatever point, launches nothing', async () => {
    const undisturbed = await started();
    const counted = heldAt(undisturbed.world, Number.POSITIVE_INFINITY, async () => undefined);
    await verdictOf(
      createProcess(undisturbed.world, { ...counted.ports, stateMachine: idle }),
      undisturbed.executionId,
    );
    for (let call = 0; call < counted.calls(); call += 1) {
      const { world, executionId } = await started();
      const operator = createProcess(world, { stateMachine: idle });
      const held = heldAt(world, call, () =>
        operator.executions.command(executionId, { type: 'cancel', reason: '' }, 'anna'),
      );
      const verdict = await verdictOf(createProcess(world, { ...held.ports, stateMachine: idle }), executionId);
      expect(verdict, `call ${call}`).toBe('CANCELLED');
      expect(await operator.engine.operations.finalize(payload(executionId))).toEqual({ verdict: 'NOT_COMPLETED' });
      expect(await endOf(world.store, executionId)).toMatchObject({ status: 'CANCELLED' });
      expect(world.aws.jobs()).toEqual([]);
    }
  });
});

const findEachMinute = async (
  world: World,
  engine: ReturnType<typeof createProcess>['engine'],
  executionId: string,
): Promise<void> => {
  for (let minute = 0; minute < 60 && !(await isOver(world.store, executionId)); minute += 1) {
    await world.clock.complete(engine.findAndRepair());
    await world.clock.advance(60);
  }
  await expectOneLaunchPerServer(world, executionId);
};

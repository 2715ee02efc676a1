/** The embedded machine around the steps: what it does with operations that hang, throw, or answer what nobody reads. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../../src/engine/drivers/embedded/machine.ts';
import { endMachine, readPointer, readRunningMachines } from '../../src/engine/drivers/embedded/pointer.ts';
import type { Operations } from '../../src/engine/operations.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const NAME = 'exec-1-1';
const tokenSchema = z.object({ taskToken: z.string() });

interface Surroundings {
  readonly clock: VirtualClock;
  readonly store: ItemStore;
}

const surroundings = (): Surroundings => ({
  clock: createVirtualClock({ settlePasses: 1 }),
  store: createMemoryItemStore(),
});

/** A process; a second one in the same surroundings is the same after a restart. */
const machineWith = (changes: Partial<Operations>, { clock, store }: Surroundings = surroundings()) => {
  const errors: string[] = [];
  const calls: string[] = [];
  const operations: Operations = {
    begin: async () => ({ verdict: 'BEGUN' }),
    advance: async () => ({ next: 'DONE' }),
    park: async () => null,
    poll: async () => null,
    finalize: async () => ({ verdict: 'COMPLETED' }),
    ...changes,
  };
  const noted = (name: keyof Operations) => async (payload: Parameters<Operations['begin']>[0]) => {
    calls.push(name);
    return operations[name](payload);
  };
  const machine = createEmbeddedMachine({
    store,
    clock,
    ids: createSeededIds(1),
    definition,
    operations: () => ({
      begin: noted('begin'),
      advance: noted('advance'),
      park: noted('park'),
      poll: noted('poll'),
      finalize: noted('finalize'),
    }),
    onTaskError: (_machine, stateName, error) => errors.push(`${stateName}: ${String(error)}`),
  });
  const start = () => machine.start(NAME, { executionId: 'exec-1', generation: 1 });
  const pointer = async () => (await readPointer(store, NAME))?.pointer;
  return { clock, store, machine, errors, calls, start, pointer };
};

describe('a machine', () => {
  it('runs from its start to its end', async () => {
    const { start, clock, pointer, calls, store } = machineWith({});
    await start();
    await clock.settle();
    expect(calls).toEqual(['begin', 'advance']);
    expect(await pointer()).toMatchObject({ status: 'SUCCEEDED', stateName: 'ExecutionOver' });
    expect(await readRunningMachines(store)).toEqual([]);
  });

  it('that is started a second time runs once', async () => {
    const { start, clock, calls } = machineWith({});
    await Promise.all([start(), start()]);
    await clock.settle();
    await start();
    await clock.settle();
    expect(calls).toEqual(['begin', 'advance']);
  });

  it('calls a task that throws again, after pauses that double, and says what it threw', async () => {
    let left = 3;
    const { start, clock, pointer, errors, calls } = machineWith({
      begin: async () => {
        left -= 1;
        if (left >= 0) throw new Error('the store is away');
        return { verdict: 'BEGUN' };
      },
    });
    await start();
    await clock.advance(2 + 4);
    expect(calls).toEqual(['begin', 'begin', 'begin']);
    await clock.advance(8);
    expect(await pointer()).toMatchObject({ status: 'SUCCEEDED' });
    expect(errors).toEqual(Array.from({ length: 3 }, () => 'BeginExecution: Error: the store is away'));
  });

  it('gives a task up in the end, and has failed', async () => {
    const { start, clock, pointer, errors } = machineWith({ advance: () => Promise.reject(new Error('a bug')) });
    await start();
    await clock.advance(3600);
    expect(await pointer()).toMatchObject({
      status: 'FAILED',
      stateName: 'DriverFailed',
      cause: expect.stringContaining('DriverFailed'),
    });
    expect(errors).toEqual(Array.from({ length: 6 }, () => 'AdvanceExecution: Error: a bug'));
  });

  it('goes on when it could not look at AWS: the turn after it looks again', async () => {
    const { start, clock, calls, machine } = machineWith({
      advance: async () => ({ next: 'PARK', version: 1, news: 0, waitSeconds: 10 }),
      poll: () => Promise.reject(new Error('AWS is away')),
    });
    await start();
    await clock.advance(10 + 2 + 4 + 8 + 16 + 32);
    expect(calls.filter((name) => name === 'poll')).toHaveLength(6);
    expect(calls.filter((name) => name === 'advance')).toHaveLength(2);
    await machine.stop();
  });

  it('whose wait cannot begin tries again after pauses, and then looks at AWS instead', async () => {
    const { start, clock, calls, machine } = machineWith({
      advance: async () => ({ next: 'PARK', version: 1, news: 0, waitSeconds: 10 }),
      park: () => Promise.reject(new Error('the store takes no token')),
    });
    await start();
    await clock.advance(2 + 4 + 8 + 16 + 31);
    expect(calls).toEqual(['begin', 'advance', ...Array.from({ length: 5 }, () => 'park')]);
    await clock.advance(1);
    expect(calls.slice(7, 10)).toEqual(['park', 'poll', 'advance']);
    await machine.stop();
  });

  it('that never waits goes round and round, but lets others have their turn', async () => {
    const { start, clock, calls, machine } = machineWith({
      advance: async () => ({ next: 'PARK', version: 1, news: 0, waitSeconds: 10 }),
      park: async (payload) => {
        await machine.sendTaskSuccess(tokenSchema.parse(payload).taskToken);
        return null;
      },
    });
    await start();
    await clock.advance(10);
    expect(calls.filter((name) => name === 'park').length).toBeGreaterThan(10);
    expect(calls.filter((name) => name === 'park').length).toBeLessThan(1000);
    await machine.stop();
  });

  it('fails on an answer that its definition does not know', async () => {
    const { start, clock, pointer } = machineWith({ advance: async () => ({ next: 'REBOOT' }) });
    await start();
    await clock.settle();
    expect(await pointer()).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('UnknownAnswer') });
  });

  it.each([
    ['a wait', { begin: async () => ({ verdict: 'AGAIN' }) }],
    ['a wait for a wake-up', { advance: async () => ({ next: 'PARK', version: 1, news: 0 }) }],
  ])('fails on an answer without the seconds of %s, as Step Functions does', async (_what, operations) => {
    const { start, clock, pointer, errors } = machineWith(operations);
    await start();
    await clock.advance(3600);
    expect(await pointer()).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('no number at $.') });
    expect(errors).toHaveLength(1);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('stops between two steps: what runs is finished, nothing is begun', async () => {
    let finish: (() => void) | undefined;
    const { start, machine, clock, calls, pointer } = machineWith({
      begin: () =>
        new Promise((resolve) => {
          finish = () => resolve({ verdict: 'BEGUN' });
        }),
    });
    await start();
    await clock.settle();
    const stopping = machine.stop();
    finish?.();
    await stopping;
    expect(await pointer()).toMatchObject({ status: 'RUNNING', stateName: 'AdvanceExecution' });
    await clock.advance(3600);
    expect(calls).toEqual(['begin']);
  });

  it('takes up again what was running when it was stopped, and nothing that has ended', async () => {
    const first = machineWith({ begin: async () => ({ verdict: 'AGAIN', waitSeconds: 60 }) });
    await first.start();
    await first.clock.advance(30);
    await first.machine.stop();
    const again = machineWith({ begin: async () => ({ verdict: 'REFUSED' }) }, first);
    const { calls } = again;
    await again.machine.resumeAll();
    await first.clock.advance(29);
    expect(calls).toEqual([]);
    await first.clock.advance(1);
    expect(calls).toEqual(['begin']);
    expect(await first.pointer()).toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining('ExecutionRefused'),
    });
    await again.machine.resumeAll();
    await first.clock.advance(60);
    expect(calls).toEqual(['begin']);
  });

  it('gives the token of its wait away again when it died before it knew that this had worked', async () => {
    const tokens: unknown[] = [];
    const parkWith = (result: Promise<null>) => ({
      advance: async () => ({ next: 'PARK', version: 1, news: 0, waitSeconds: 86_400 }),
      park: async (payload: Parameters<Operations['park']>[0]) => {
        tokens.push(payload);
        return result;
      },
    });
    const first = machineWith(parkWith(new Promise(() => undefined)));
    await first.start();
    await first.clock.settle();
    const next = machineWith(parkWith(Promise.resolve(null)), first);
    await next.machine.resumeAll();
    await next.clock.settle();
    expect(tokens).toHaveLength(2);
    expect(tokens[1]).toEqual(tokens[0]);
    expect(await next.pointer()).toMatchObject({ wait: { kind: 'token', parked: true } });
    await next.machine.stop();
  });

  it('reads its pointer once for all that it does without a pause, and saves it once for each task and each wait', async () => {
    const surrounded = surroundings();
    const counts = { reads: 0, saves: 0 };
    const counted: ItemStore = {
      ...surrounded.store,
      get: (key) => {
        counts.reads += 1;
        return surrounded.store.get(key);
      },
      transact: (writes) => {
        counts.saves += 1;
        return surrounded.store.transact(writes);
      },
    };
    const { start, clock, machine, calls } = machineWith(
      { advance: async () => ({ next: 'PARK', version: 1, news: 0, waitSeconds: 10 }) },
      { ...surrounded, store: counted },
    );
    await start();
    await clock.settle();
    expect(calls).toEqual(['begin', 'advance', 'park']);
    // The start, `begin`, `advance` with the token of its wait, and the wait that has begun.
    expect(counts).toEqual({ reads: 1, saves: 4 });
    await machine.stop();
  });

  it('whose pointer another process moved on meanwhile goes on from there', async () => {
    const { start, clock, store, machine, calls, pointer } = machineWith({
      begin: async () => {
        const loaded = await readPointer(store, NAME);
        if (loaded !== undefined) await endMachine(store, loaded);
        return { verdict: 'BEGUN' };
      },
    });
    await start();
    await clock.settle();
    expect(calls).toEqual(['begin']);
    expect(await pointer()).toMatchObject({ status: 'SUCCEEDED', cause: 'superseded' });
    await machine.stop();
  });
});

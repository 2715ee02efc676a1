/**
 * The whole driver protocol at once: two processes with a driver and a finder each, and two operators, over one store and
 * one AWS. Every call of theirs waits for its turn; processes stand still while time goes on; replies get lost.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { named, runs } from '../domain/support/runs.ts';
import {
  endOf,
  executionIds,
  expectOneLaunchPerServer,
  expectWholeHistory,
  isOver,
  loadExecution,
  locks,
} from './support/records.ts';
import { drain, networkedRecovery, playOut, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const drill = [{ servers: 2 }, { servers: 1, pauseBeforeWave: true }, { servers: 1, dependsOn: [] }];

interface Course {
  /** When bert asks for a pause, which he ends a minute later; and when anna cancels. Seconds; never when absent. */
  readonly pauseAt: number | undefined;
  readonly cancelAt: number | undefined;
  /** Out of so many calls one hangs while time goes on, and one reply gets lost. */
  readonly oneOutOf: number;
}

const courses: fc.Arbitrary<Course> = fc.record({
  pauseAt: fc.option(fc.nat(400), { nil: undefined }),
  cancelAt: fc.option(fc.nat(900), { nil: undefined, freq: 2 }),
  oneOutOf: fc.constantFrom(5, 20, 100),
});

const sleep = (world: World, seconds: number): Promise<void> =>
  new Promise((resolve) => {
    world.clock.after(seconds, resolve);
  });

const lookEach30Seconds = async (world: World, { engine }: Process, isEnded: () => boolean): Promise<void> => {
  while (!isEnded()) {
    await sleep(world, 30);
    await engine.findAndRepair();
  }
};

/** Clicks until the gate is open: by this operator, by the other one, or because there is nothing left to open. */
const openGate = async (world: World, { executions }: Process, executionId: string): Promise<void> => {
  for (;;) {
    await sleep(world, 20);
    const view = await executions.get(executionId);
    if (view?.endTime !== undefined || view?.waves[1]?.gateOpenedBy !== undefined) return;
    if (view?.actions.resume.allowed !== true || !view.actions.resume.waveNumbers?.includes(1)) continue;
    await executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
  }
};

const pauseForAMinute = async (world: World, { executions }: Process, executionId: string, at: number) => {
  await sleep(world, at);
  await executions.command(executionId, { type: 'pause' }, 'bert');
  for (;;) {
    await sleep(world, 60);
    const view = await executions.get(executionId);
    if (view?.endTime !== undefined || view?.pauseRequested !== true) return;
    await executions.command(executionId, { type: 'resume' }, 'bert');
  }
};

const many = runs(100);

describe('two drivers, two operators and two finders', () => {
  it(named('bring the execution to its end, launch every server once, and leave no lock behind', many), async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.infiniteStream(fc.nat(99)),
        fc.infiniteStream(fc.nat(99)),
        courses,
        async (scheduler, stallDice, lossDice, { pauseAt, cancelAt, oneOutOf }) => {
          const world = await createWorld(drill, 100);
          const throws = (dice: Iterator<number>): boolean => Number(dice.next().value) % oneOutOf === 0;
          const processes = ['anna', 'bert'].map((name) => {
            const turnstile = turnstileOf(scheduler, name);
            return createProcess(world, {
              store: scheduledStore(world.store, turnstile),
              recovery: networkedRecovery(world.aws.recovery, turnstile, world.clock, () => throws(lossDice)),
            });
          });
          const [anna, bert] = processes;
          if (anna === undefined || bert === undefined) throw new Error('two are needed');

          let isEnded = false;
          const drive = async () => {
            const started = await Promise.all(
              processes.map(({ executions }) => executions.start(startRequest(world, 'key-1'))),
            );
            const [executionId = ''] = await executionIds(world.store);
            expect(started.map((result) => 'executionId' in result && result.executionId)).toEqual([
              executionId,
              executionId,
            ]);
            const operators = [
              openGate(world, anna, executionId),
              openGate(world, bert, executionId),
              ...(pauseAt === undefined ? [] : [pauseForAMinute(world, bert, executionId, pauseAt)]),
              ...(cancelAt === undefined
                ? []
                : [
                    sleep(world, cancelAt).then(() =>
                      anna.executions.command(executionId, { type: 'cancel', reason: '' }, 'anna'),
                    ),
                  ]),
            ];
            await Promise.all(operators);
            while (!(await isOver(world.store, executionId))) await sleep(world, 10);
            isEnded = true;
            return executionId;
          };
          const finders = processes.map((process) => lookEach30Seconds(world, process, () => isEnded));
          const stalls = stallsOf(() => throws(stallDice));
          const [executionId] = await playOut(scheduler, world.clock, Promise.all([drive(), ...finders]), stalls);
          await drain(scheduler);

          expect(processes.flatMap(({ taskErrors }) => taskErrors)).toEqual([]);
          const { state } = await loadExecution(world.store, executionId);
          ends.add(state.header.status);
          if (state.header.status === 'REFUSED') {
            // AWS did not answer for ten minutes: that is a reason, and the only one here.
            expect(new Set(state.header.refusals?.map(({ code }) => code))).toEqual(new Set(['CHECK_NOT_POSSIBLE']));
          } else if (cancelAt === undefined) {
            expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
            await expectOneLaunchPerServer(world, executionId);
          }
          const launched = world.aws.jobs().flatMap((job) => job.sourceServerIds);
          expect(new Set(launched).size, 'no server twice').toBe(launched.length);
          const tracked = state.jobs.flatMap((job) => (job.jobId === undefined ? [] : [job.jobId]));
          expect(tracked.toSorted(), 'no launched job goes untracked').toEqual(
            world.aws.jobs().map((job) => job.jobId),
          );
          await expectWholeHistory(world.store, executionId);
          // Cancelled before it had begun, it does not know what it held; its locks are void all the same.
          if (state.header.rosterId !== undefined) expect(await locks(world.store)).toEqual([]);
        },
      ),
      many,
    );
    expect(ends.size).toBeGreaterThan(1);
  });
});

function* stallsOf(isStalled: () => boolean): Generator<boolean> {
  for (;;) yield isStalled();
}

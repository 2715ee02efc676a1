/** Driver protocol, rule 7: a resume names the gate that it opens, and opens no other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { named, runs } from '../domain/support/runs.ts';
import { loadExecution } from './support/records.ts';
import { playOut, scheduledRecovery, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, startRequest } from './support/world.ts';

const many = runs(100);
/** Waves 0 and 1 wait at their gates together; wave 2 comes to its own when wave 0 is done. */
const threeGates = [
  { servers: 1, pauseBeforeWave: true },
  { servers: 1, pauseBeforeWave: true, dependsOn: [] },
  { servers: 1, pauseBeforeWave: true, dependsOn: ['tier 0'] },
];

describe('two operators resume while the driver goes on', () => {
  it(
    named('one of two clicks on the same gate opens it, the other is rejected, and no other gate opens', many),
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.constantFrom(0, 1), async (scheduler, waveNumber) => {
          const world = await createWorld(threeGates);
          const processOf = (actor: string) => {
            const turnstile = turnstileOf(scheduler, actor);
            return createProcess(world, {
              store: scheduledStore(world.store, turnstile),
              recovery: scheduledRecovery(world.aws.recovery, turnstile),
            });
          };
          const driver = processOf('driver');
          const started = await playOut(scheduler, world.clock, driver.executions.start(startRequest(world)));
          if (!('executionId' in started)) throw new Error(started.kind);
          const { executionId } = started;
          const statuses = async () =>
            (await loadExecution(world.store, executionId)).state.waves.map((wave) => wave.status);
          const until = async (condition: () => Promise<boolean>): Promise<void> => {
            while (!(await condition())) await new Promise<void>((resolve) => world.clock.after(1, resolve));
          };
          await playOut(
            scheduler,
            world.clock,
            until(async () => (await statuses())[1] === 'AWAITING_APPROVAL'),
          );

          const click = (actor: string) =>
            processOf(actor).executions.command(executionId, { type: 'resume', waveNumber }, actor);
          const results = await playOut(scheduler, world.clock, Promise.all([click('anna'), click('bert')]));
          expect(results.map((result) => result.kind).toSorted()).toEqual(['accepted', 'not-allowed']);

          // Long enough for the opened wave to end, and for wave 2 to come to its gate.
          await playOut(
            scheduler,
            world.clock,
            until(async () => (await statuses())[waveNumber] === 'COMPLETED'),
          );
          await playOut(scheduler, world.clock, new Promise<void>((resolve) => world.clock.after(60, resolve)));
          const expected = ['AWAITING_APPROVAL', 'AWAITING_APPROVAL', 'PENDING'];
          expected[waveNumber] = 'COMPLETED';
          if (waveNumber === 0) expected[2] = 'AWAITING_APPROVAL';
          expect(await statuses()).toEqual(expected);
          expect(world.aws.jobs()).toHaveLength(1);
          expect(driver.taskErrors).toEqual([]);
          await driver.machine.stop();
        }),
        many,
      );
    },
  );
});

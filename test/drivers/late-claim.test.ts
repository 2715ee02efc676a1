/** A claim ends before its caller may be dead: a process that slept on it calls nothing, and says so. */
import { expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { eventBodySchema } from '../../src/engine/store/execution-items.ts';
import { readEvents } from '../../src/engine/store/execution-reader.ts';
import type { ItemStore, Write } from '../../src/ports/item-store.ts';
import { endOf, expectOneLaunchPerServer, isOver } from './support/records.ts';
import { createProcess, createWorld, startRequest, type World } from './support/world.ts';

const isClaim = (writes: readonly Write[]): boolean =>
  writes.some(
    (write) =>
      write.kind === 'put' &&
      write.item.sort.startsWith('event#') &&
      eventBodySchema.parse(write.item.body).events.some(({ data }) => data.type === 'JobClaimed'),
  );

/** Once: the claim is saved, and then the process stands still for so long. */
const sleepingOnItsClaim = (world: World, seconds: number): ItemStore => {
  let hasSlept = false;
  return {
    ...world.store,
    transact: async (writes) => {
      const result = await world.store.transact(writes);
      if (hasSlept || !result.ok || !isClaim(writes)) return result;
      hasSlept = true;
      await world.clock.sleep(seconds);
      return result;
    },
  };
};

/** The last moment at which a call ends within the claim. */
const lastSeconds = limits.claimSeconds - limits.requestTimeoutSeconds;

it.each([
  { seconds: lastSeconds - 1, refusals: [] },
  { seconds: lastSeconds, refusals: ['ClaimExpired'] },
  { seconds: 3600, refusals: ['ClaimExpired'] },
])('asleep on its claim for $seconds s: refused $refusals, and each server is launched once', async (night) => {
  const world = await createWorld([{ servers: 2 }]);
  const sleeper = createProcess(world, { store: sleepingOnItsClaim(world, night.seconds) });
  const started = await world.clock.complete(sleeper.executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await world.clock.runUntil(() => isOver(world.store, executionId), 4 * 3600);

  const events = await readEvents(world.store, executionId, 0, 1000);
  const refusals = events.flatMap(({ data }) =>
    data.type === 'JobHeld' ? [/ClaimExpired/.exec(data.waitingFor)?.[0] ?? data.waitingFor] : [],
  );
  expect(refusals).toEqual(night.refusals);
  expect(world.aws.calls('startRecovery'), 'the call that came too late was not made').toBe(1);
  await expectOneLaunchPerServer(world, executionId);
  expect(await endOf(world.store, executionId)).toMatchObject({ status: 'COMPLETED' });
  expect(sleeper.taskErrors).toEqual([]);
});

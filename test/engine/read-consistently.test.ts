/** What people read is one stored state, also when a writer comes between the two reads that it takes. */
import { expect, it } from 'vitest';
import { readConsistently, readExecution } from '../../src/engine/store/execution-reader.ts';
import type { ItemReader } from '../../src/ports/item-store.ts';
import { createProcess, createWorld, startRequest } from '../drivers/support/world.ts';

/** One wave of four waits at its gate. */
const atItsGate = async () => {
  const world = await createWorld([{ servers: 1 }, { servers: 1, pauseBeforeWave: true }]);
  const { executions } = createProcess(world);
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await world.clock.advance(3600);
  return { world, executionId, executions };
};

it('a gate that is opened between reading the header and the waves is shown as open in both', async () => {
  const { world, executionId, executions } = await atItsGate();
  let isTorn = false;
  const torn: ItemReader = {
    ...world.store,
    query: async (where) => {
      if (!isTorn) {
        isTorn = true;
        await executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
        await world.clock.advance(60);
      }
      return world.store.query(where);
    },
  };
  const shown = await readConsistently(torn, executionId);
  expect(isTorn).toBe(true);
  expect(shown).toEqual(await readExecution(world.store, executionId));
  expect(shown?.state).toMatchObject({ header: { status: 'POLLING' }, waves: [{}, { status: 'IN_PROGRESS' }] });
});

it('a writer who never rests does not keep people from reading', async () => {
  const { world, executionId, executions } = await atItsGate();
  let writes = 0;
  const restless: ItemReader = {
    ...world.store,
    query: async (where) => {
      writes += 1;
      await executions.command(executionId, { type: writes % 2 === 1 ? 'pause' : 'resume' }, 'anna');
      return world.store.query(where);
    },
  };
  expect(await readConsistently(restless, executionId)).toMatchObject({ state: { header: { executionId } } });
  expect(writes).toBeGreaterThan(3);
});

/** An execution is read as one save left it, also where a query may meet a transaction half applied, as on DynamoDB. */
import { describe, expect, it } from 'vitest';
import { startGeneration } from '../../src/engine/repair.ts';
import { executionPartition, headerPrefix } from '../../src/engine/store/execution-items.ts';
import { readExecution } from '../../src/engine/store/execution-reader.ts';
import type { ItemReader, StoredItem } from '../../src/ports/item-store.ts';
import { createProcess, createWorld, startRequest, type World } from '../drivers/support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

const itemsOf = async (world: World, executionId: string): Promise<readonly StoredItem[]> => {
  const partition = executionPartition(executionId);
  return (await world.store.query({ table: 'executions', partition, sortPrefix: headerPrefix, limit: 100 })).items;
};

/** Wave 1 waits at its gate, then the gate is opened: one save, of the header and of that wave. */
const aroundASave = async () => {
  const world = await createWorld([{ servers: 1 }, { servers: 1, pauseBeforeWave: true }]);
  const { executions, machine } = createProcess(world);
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await world.clock.advance(3600);
  await machine.stop();
  const before = await itemsOf(world, executionId);
  await createProcess(world, { stateMachine: idle }).executions.command(
    executionId,
    { type: 'resume', waveNumber: 1 },
    'anna',
  );
  return { world, executionId, before, after: await itemsOf(world, executionId) };
};

const [headerOf, stateOf] = [
  (items: readonly StoredItem[]) => items.filter((item) => item.sort === headerPrefix),
  (items: readonly StoredItem[]) => items.filter((item) => item.sort !== headerPrefix),
];

/** The first query gives these items, later ones what is stored. */
const firstReading = (world: World, items: readonly StoredItem[]) => {
  let queries = 0;
  const reader: ItemReader = {
    ...world.store,
    query: async (where) => {
      queries += 1;
      return queries === 1 ? { items } : world.store.query(where);
    },
  };
  return { reader, queries: () => queries };
};

describe('a query that meets a save half applied', () => {
  it.each(['the header', 'the waves and jobs'])('and sees only %s of it, is made again', async (seen) => {
    const { world, executionId, before, after } = await aroundASave();
    const torn =
      seen === 'the header' ? [...headerOf(after), ...stateOf(before)] : [...headerOf(before), ...stateOf(after)];
    const { reader, queries } = firstReading(world, torn);
    expect(await readExecution(reader, executionId)).toEqual(await readExecution(world.store, executionId));
    expect(queries()).toBe(2);
  });

  it('is made again, also when the header alone has been written since', async () => {
    const { world, executionId, before } = await aroundASave();
    expect(await startGeneration({ ...world, stateMachine: idle }, executionId, 1)).toBe(true);
    const { reader, queries } = firstReading(world, [
      ...headerOf(await itemsOf(world, executionId)),
      ...stateOf(before),
    ]);
    expect((await readExecution(reader, executionId))?.state.waves[1]).toMatchObject({ status: 'STARTING' });
    expect(queries()).toBe(2);
  });

  it('is given up with an error when it never sees a save whole', async () => {
    const { world, executionId, before, after } = await aroundASave();
    const torn = { items: [...headerOf(after), ...stateOf(before)] };
    const reading = readExecution({ ...world.store, query: async () => torn }, executionId);
    await expect(reading).rejects.toThrow('was written while it was read');
  });
});

it('a reading that is whole takes one query', async () => {
  const { world, executionId, after } = await aroundASave();
  const { reader, queries } = firstReading(world, after);
  expect((await readExecution(reader, executionId))?.state).toMatchObject({ header: { status: 'POLLING' } });
  expect(queries()).toBe(1);
});

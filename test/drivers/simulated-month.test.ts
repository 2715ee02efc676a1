/** `find` runs each minute, for ever: what it costs must not grow with what is finished. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { addSeconds } from '../../src/domain/time.ts';
import { automaticCleanUpItem } from '../../src/engine/store/automatic-clean-up-item.ts';
import { executionPartition } from '../../src/engine/store/execution-items.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { headerItem, noChange } from '../../src/engine/store/execution-writer.ts';
import type { ItemStore, StoredItem } from '../../src/ports/item-store.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { connectVirtually, openVirtualStore, type SentRequest } from '../support/dynamodb/wire.ts';
import { isOver, loadExecution } from './support/records.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const MINUTES_A_DAY = 24 * 60;

/** Copies of one that has ended, under ids of their own. */
const storeFinished = async (world: World, count: number): Promise<void> => {
  const process = createProcess(world);
  const executionId = await startOf(world, process);
  await world.clock.runUntil(
    async () => (await loadExecution(world.store, executionId)).state.header.status === 'PAUSED',
  );
  await process.executions.command(executionId, { type: 'cancel', reason: '' }, 'anna');
  await world.clock.runUntil(() => isOver(world.store, executionId));
  await process.machine.stop();
  const ended = await readHeader(world.store, executionId);
  if (ended === undefined) throw new Error('there is one');
  const copies = Array.from({ length: count - 1 }, (_, number) =>
    headerItem({ ...ended.header, executionId: `exec-old-${number}` }, ended.driver, 1, noChange),
  );
  for (let first = 0; first < copies.length; first += 100) {
    const chunk = copies.slice(first, first + 100).map((item) => ({ kind: 'put', item }) as const);
    expect(await world.store.transact(chunk)).toEqual({ ok: true });
  }
};

/** Of those that `storeFinished` has stored: each is over, and cleaned up by itself some time after this month. */
const awaitCleanUps = async (world: World, count: number): Promise<void> => {
  const dueTime = addSeconds(world.clock.now(), 60 * 86_400);
  const items = Array.from({ length: count }, (_, number) =>
    automaticCleanUpItem(
      {
        executionId: `exec-old-${number}`,
        planId: world.planId,
        planName: 'shop',
        drillTtlHours: 60 * 24,
        state: 'SCHEDULED',
        warnTime: dueTime,
        dueTime,
        warnings: 0,
        tries: 0,
        changes: [],
      },
      1,
    ),
  );
  for (let first = 0; first < items.length; first += 100) {
    const chunk = items.slice(first, first + 100).map((item) => ({ kind: 'put', item }) as const);
    expect(await world.store.transact(chunk)).toEqual({ ok: true });
  }
};

const startOf = async (world: World, { executions }: Process): Promise<string> => {
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  return started.executionId;
};

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

/** Nobody drives it. */
const startLeaderless = (world: World): Promise<string> => startOf(world, createProcess(world, { stateMachine: idle }));

/** What `find` reads of the store: how often, and the executions that it is given. */
const readOf = (store: ItemStore) => {
  const reads = { queries: 0, others: 0, items: new Set<string>() };
  const note = (items: readonly StoredItem[]): void => {
    for (const { partition } of items) reads.items.add(partition);
  };
  const counted: ItemStore = {
    ...store,
    get: async (key) => {
      reads.others += 1;
      note([{ ...key, version: 1, body: null }]);
      return store.get(key);
    },
    getMany: async (keys) => {
      reads.others += 1;
      return store.getMany(keys);
    },
    query: async (where) => {
      reads.others += 1;
      const page = await store.query(where);
      note(page.items);
      return page;
    },
    queryIndex: async (where) => {
      reads.queries += 1;
      const page = await store.queryIndex(where);
      note(page.items);
      return page;
    },
  };
  return { counted, reads };
};

const gated = [{ servers: 1, pauseBeforeWave: true }];

it('a month of minutes beside 10,000 finished executions, whose clean-ups are awaited: only unfinished ones are read', async () => {
  const world = await createWorld(gated);
  await storeFinished(world, 10_000);
  await awaitCleanUps(world, 10_000);
  const driven = await startOf(world, createProcess(world));
  const { counted, reads } = readOf(world.store);
  const finder = createProcess(world, { store: counted });
  for (let minute = 0; minute < 30 * MINUTES_A_DAY; minute += 1) {
    await world.clock.advance(60);
    // As the deployed functions do it.
    expect(await finder.engine.find()).toMatchObject({ executionIds: [], waiting: { pausedExecutions: 1 } });
  }
  expect(reads).toEqual({
    queries: 30 * MINUTES_A_DAY,
    others: 0,
    items: new Set([executionPartition(driven)]),
  });
  expect((await loadExecution(world.store, driven)).state.header.status).toBe('PAUSED');

  // Then one is left without a driver: from here on there is one to read, each minute, until it has one.
  const lost = await startLeaderless(world);
  const repairer = createProcess(world, { store: counted, stateMachine: idle });
  for (let minute = 0; minute < 5; minute += 1) {
    await world.clock.advance(60);
    await repairer.engine.findAndRepair();
  }
  expect(reads.items).toEqual(new Set([executionPartition(driven), executionPartition(lost)]));
});

await onDynamoDbLocal('a month on DynamoDB', ({ endpoint }) => {
  it('a day of hours beside 300 finished executions, whose clean-ups are awaited: DynamoDB itself evaluates no item that is finished', async () => {
    let exchanges: readonly SentRequest[] = [];
    let tablePrefix = '';
    const world = await createWorld(gated, 280, async (clock) => {
      const opened = await openVirtualStore(endpoint, clock);
      tablePrefix = opened.tablePrefix;
      return opened.store;
    });
    await storeFinished(world, 300);
    await awaitCleanUps(world, 300);
    await startOf(world, createProcess(world));
    const connection = connectVirtually(endpoint, world.clock, tablePrefix);
    exchanges = connection.sent;
    const finder = createProcess(world, { store: connection.store, stateMachine: idle });
    for (let hour = 0; hour < 24; hour += 1) {
      await world.clock.advance(3600);
      expect(await world.clock.complete(finder.engine.findAndRepair())).toEqual([]);
    }
    expect(exchanges.map(({ operation }) => operation)).toEqual(Array.from({ length: 24 }, () => 'Query'));
    // The one that is open.
    expect(exchanges.map(({ answer }) => answerSchema.parse(JSON.parse(answer)).ScannedCount)).toEqual(
      exchanges.map(() => 1),
    );
    // The same question, when there is one to find.
    const lost = await startLeaderless(world);
    await world.clock.advance(120);
    expect(await world.clock.complete(finder.engine.findAndRepair())).toMatchObject([{ executionId: lost }]);
    expect(answerSchema.parse(JSON.parse(exchanges[24]?.answer ?? '')).ScannedCount).toBe(2);
  });
});

/** What DynamoDB says of a query: the items that it looked at, and is paid for. */
const answerSchema = z.object({ ScannedCount: z.int() });

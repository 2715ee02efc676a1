/**
 * What each operation of the engine asks of the store, over a whole drill: requests, and items. The counts are the same on
 * every machine.
 */
import { z } from 'zod';
import { definition } from '../../src/engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../../src/engine/drivers/embedded/machine.ts';
import type { OperationName, Operations } from '../../src/engine/operations.ts';
import type { ItemReader, ItemStore, Json, TableName, Write } from '../../src/ports/item-store.ts';
import { executionIds, isOver, loadExecution } from '../../test/drivers/support/records.ts';
import {
  createProcess,
  createWorld,
  type OpenStore,
  startRequest,
  type WaveDraft,
} from '../../test/drivers/support/world.ts';

/** One call of an operation. */
export interface OperationCall {
  readonly operation: OperationName;
  /** What a turn came to; undefined of other operations. */
  readonly turn?: 'PARK' | 'PARK at a gate' | 'FINALIZE';
  /** Each of the port's reads and transactions is one request to DynamoDB, but for the pages of a long query. */
  readonly reads: number;
  readonly transactions: number;
  /** The items that each transaction wrote or checked. */
  readonly items: readonly number[];
  /** Where they lie, each table once. */
  readonly tables: readonly TableName[];
  /** Quota ledgers among them. */
  readonly ledgers: readonly number[];
  /** Observations of jobs that were written. */
  readonly observedJobs: number;
  /** Jobs that DRS started meanwhile. */
  readonly startedJobs: number;
  /** Requests that went over the wire, where they are counted. */
  readonly requests: number;
}

export interface StoreUnderMeasurement {
  readonly openStore?: OpenStore;
  /** How many requests have gone over the wire. */
  readonly requestCount?: () => number;
}

/** A drill to its end; gates are opened as soon as they are reached. Gives every call in order. */
export const measureStoreCost = async (
  waves: readonly WaveDraft[],
  { openStore, requestCount = () => 0 }: StoreUnderMeasurement = {},
): Promise<readonly OperationCall[]> => {
  const world = await createWorld(waves, 280, openStore);
  const { store, meter } = metered(world.store);
  const calls: OperationCall[] = [];
  const metering = (operations: Operations): Operations => {
    const around = (operation: OperationName) => async (payload: Json) => {
      meter.reset();
      const [jobsBefore, requestsBefore] = [world.aws.jobs().length, requestCount()];
      const answer = await operations[operation](payload);
      const startedJobs = world.aws.jobs().length - jobsBefore;
      const counted = { ...meter.read(), startedJobs, requests: requestCount() - requestsBefore };
      const turn = operation === 'advance' ? await turnOf(world.store, answer) : undefined;
      calls.push({ operation, ...counted, ...(turn === undefined ? {} : { turn }) });
      return answer;
    };
    return {
      begin: around('begin'),
      advance: around('advance'),
      park: around('park'),
      poll: around('poll'),
      finalize: around('finalize'),
    };
  };
  const machine = createEmbeddedMachine({
    store: world.store,
    clock: world.clock,
    ids: world.ids,
    definition,
    operations: () => metering(process.engine.operations),
    onTaskError: (_machineName, _stateName, error) => {
      throw error;
    },
  });
  const process = createProcess(world, { store, stateMachine: machine });
  // Whoever waits for the verdict reads beside `begin`, which is not charged with it.
  const starter = createProcess(world, { stateMachine: machine });
  const started = await world.clock.complete(starter.executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  const openGates = async (): Promise<void> => {
    const { state } = await loadExecution(world.store, executionId);
    for (const { waveNumber, status } of state.waves)
      if (status === 'AWAITING_APPROVAL')
        await world.clock.complete(starter.executions.command(executionId, { type: 'resume', waveNumber }, 'anna'));
  };
  while (!(await isOver(world.store, executionId))) {
    await world.clock.runUntil(
      async () => (await isOver(world.store, executionId)) || (await isPaused(world.store, executionId)),
      24 * 3600,
    );
    await openGates();
  }
  const { state } = await loadExecution(world.store, executionId);
  if (state.header.status !== 'COMPLETED') throw new Error(`the drill is ${state.header.status}`);
  return calls;
};

const isPaused = async (store: ItemReader, executionId: string): Promise<boolean> =>
  (await loadExecution(store, executionId)).state.header.status === 'PAUSED';

const turnSchema = z.looseObject({ next: z.enum(['PARK', 'FINALIZE']) });

const turnOf = async (store: ItemReader, answer: Json): Promise<OperationCall['turn']> => {
  const { next } = turnSchema.parse(answer);
  const [executionId = ''] = await executionIds(store);
  return next === 'PARK' && (await isPaused(store, executionId)) ? 'PARK at a gate' : next;
};

const metered = (store: ItemStore) => {
  const none = { reads: 0, transactions: 0, items: [], tables: [], ledgers: [], observedJobs: 0 };
  let counted: Omit<OperationCall, 'operation' | 'turn' | 'startedJobs' | 'requests'> = none;
  const reading = <T>(read: Promise<T>): Promise<T> => {
    counted = { ...counted, reads: counted.reads + 1 };
    return read;
  };
  const count = (writes: readonly Write[]): void => {
    const keys = writes.map((write) => (write.kind === 'put' ? write.item : write.key));
    counted = {
      ...counted,
      transactions: counted.transactions + 1,
      items: [...counted.items, writes.length],
      tables: [...new Set([...counted.tables, ...keys.map(({ table }) => table)])],
      ledgers: [...counted.ledgers, keys.filter(({ sort }) => sort === 'ledger').length],
      observedJobs: counted.observedJobs + keys.filter(({ sort }) => sort.startsWith('job#')).length,
    };
  };
  const meteredStore: ItemStore = {
    get: (key) => reading(store.get(key)),
    getMany: (keys) => reading(store.getMany(keys)),
    query: (where) => reading(store.query(where)),
    queryIndex: (where) => reading(store.queryIndex(where)),
    transact: async (writes) => {
      count(writes);
      return store.transact(writes);
    },
  };
  const reset = (): void => {
    counted = none;
  };
  return { store: meteredStore, meter: { read: () => counted, reset } };
};

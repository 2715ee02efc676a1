/** What the store holds, read behind the engine's back. */
import { expect } from 'vitest';
import { isFinalExecution } from '../../../src/domain/statuses.ts';
import {
  ALL_EXECUTIONS,
  executionPartition,
  lockPartition,
  tokenBodySchema,
  tokenKey,
} from '../../../src/engine/store/execution-items.ts';
import { readEvents, readExecution, readHeader } from '../../../src/engine/store/execution-reader.ts';
import type { ItemReader, StoredItem } from '../../../src/ports/item-store.ts';
import { PLACE, type World, type WorldAws } from './world.ts';

export const loadExecution = async (store: ItemReader, executionId: string) => {
  const loaded = await readExecution(store, executionId);
  if (loaded === undefined) throw new Error(`no execution ${executionId}`);
  return loaded;
};

export const isOver = async (store: ItemReader, executionId: string): Promise<boolean> => {
  const loaded = await readHeader(store, executionId);
  return loaded !== undefined && isFinalExecution(loaded.header.status);
};

/** What is the same however an execution came to its end: no times, no counts of tries. */
export const endOf = async (store: ItemReader, executionId: string) => {
  const { state } = await loadExecution(store, executionId);
  return {
    status: state.header.status,
    statusReason: state.header.statusReason,
    waves: state.waves.map(({ status, launchedCount, failedCount }) => ({ status, launchedCount, failedCount })),
    jobs: state.jobs.map((job) => ({
      jobKey: job.jobKey,
      state: job.state,
      servers: job.servers.map((s) => s.outcome),
    })),
  };
};

export const executionIds = async (store: ItemReader): Promise<readonly string[]> => {
  const page = await store.queryIndex({ table: 'executions', index: 'list', partition: ALL_EXECUTIONS, limit: 10_000 });
  return page.items.map((item) => item.partition.slice(executionPartition('').length));
};

export const locks = async (store: ItemReader): Promise<readonly StoredItem[]> => {
  const partition = lockPartition(`${PLACE.accountId}/${PLACE.region}`);
  return (await store.query({ table: 'executions', partition, limit: 10_000 })).items;
};

export const storedToken = async (store: ItemReader, executionId: string): Promise<string | undefined> => {
  const item = await store.get(tokenKey(executionId));
  return item && tokenBodySchema.parse(item.body).taskToken;
};

/** I3, as AWS saw it: every server was launched by exactly one job, and every job is known to the execution. */
export const expectOneLaunchPerServer = async (
  world: Pick<World, 'store' | 'servers'> & { readonly aws: Pick<WorldAws, 'jobs'> },
  executionId: string,
): Promise<void> => {
  const { state } = await loadExecution(world.store, executionId);
  const launched = world.aws.jobs().flatMap((job) => job.sourceServerIds);
  expect(launched.toSorted(), 'each server was launched once').toEqual(world.servers);
  const known = new Set(state.jobs.map((job) => job.jobId));
  expect(known, 'no launched job goes untracked').toEqual(new Set(world.aws.jobs().map((job) => job.jobId)));
};

/** The numbers of the stored events, which have no gaps. */
export const expectWholeHistory = async (store: ItemReader, executionId: string): Promise<void> => {
  const events = await readEvents(store, executionId, 0, 100_000);
  const { state } = await loadExecution(store, executionId);
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
  expect(state.header.eventCount).toBe(events.length);
};

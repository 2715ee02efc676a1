import type { ExecutionEvent } from '../../domain/model/event.ts';
import type { DriverState, ExecutionHeader, ExecutionState, LaunchJob } from '../../domain/model/execution.ts';
import type { Ledger } from '../../domain/model/ledger.ts';
import { emptyLedger, ledgerSchema } from '../../domain/model/ledger.ts';
import { type FrozenPlan, frozenPlanSchema, type RosterChunk, rosterChunkSchema } from '../../domain/model/roster.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import {
  eventBodySchema,
  eventPrefix,
  eventSort,
  executionPartition,
  headerBodySchema,
  headerKey,
  jobBodySchema,
  jobItemKey,
  ledgerKey,
  planKey,
  rosterPrefix,
  statePrefix,
  waveBodySchema,
} from './execution-items.ts';
import { queryAll } from './query-all.ts';

/** An execution as it was loaded: every save is conditional on this version of its header. */
export interface LoadedExecution {
  readonly state: ExecutionState;
  readonly driver: DriverState;
  readonly version: number;
}

export interface LoadedLedger {
  readonly ledger: Ledger;
  /** 0: not stored yet. */
  readonly version: number;
}

export interface LoadedHeader {
  readonly header: ExecutionHeader;
  readonly driver: DriverState;
  readonly version: number;
}

export const readHeader = async (reader: ItemReader, executionId: string): Promise<LoadedHeader | undefined> => {
  const item = await reader.get(headerKey(executionId));
  return item && { ...headerBodySchema.parse(item.body), version: item.version };
};

/**
 * Header, waves and jobs. A writer may come between the two reads: then the save, conditional on the header's version,
 * fails and the turn is taken again.
 */
export const readExecution = async (reader: ItemReader, executionId: string): Promise<LoadedExecution | undefined> => {
  const loaded = await readHeader(reader, executionId);
  if (loaded === undefined) return undefined;
  const { header, driver, version } = loaded;
  if (header.rosterId === undefined) return { state: { header, waves: [], jobs: [] }, driver, version };
  const prefix = statePrefix(header.rosterId);
  const items = await queryAll(reader, 'executions', executionPartition(executionId), prefix);
  const bodies = (kind: string) =>
    items.filter((item) => item.sort.startsWith(`${prefix}${kind}#`)).map((item) => item.body);
  return {
    state: {
      header,
      waves: bodies('wave').map((body) => waveBodySchema.parse(body)),
      jobs: bodies('job').map((body) => jobBodySchema.parse(body)),
    },
    driver,
    version,
  };
};

/** One job alone, without the rest of its execution. */
export const readJob = async (
  reader: ItemReader,
  executionId: string,
  jobKey: string,
): Promise<LaunchJob | undefined> => {
  const rosterId = (await readHeader(reader, executionId))?.header.rosterId;
  const item = rosterId === undefined ? undefined : await reader.get(jobItemKey(executionId, rosterId, jobKey));
  return item && jobBodySchema.parse(item.body);
};

/** For people: read again until no writer came between, so that a page never mixes two states. */
export const readConsistently = async (
  reader: ItemReader,
  executionId: string,
): Promise<LoadedExecution | undefined> => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const loaded = await readExecution(reader, executionId);
    if (loaded === undefined) return undefined;
    const again = await readHeader(reader, executionId);
    if (again?.version === loaded.version) return loaded;
  }
  return readExecution(reader, executionId);
};

export const readFrozenPlan = async (reader: ItemReader, executionId: string): Promise<FrozenPlan> => {
  const item = await reader.get(planKey(executionId));
  if (item === undefined) throw new Error(`bug: execution ${executionId} has no frozen plan`);
  return frozenPlanSchema.parse(item.body);
};

/** The servers as they were found when the execution began. */
export const readRoster = async (
  reader: ItemReader,
  executionId: string,
  rosterId: string,
): Promise<readonly RosterChunk[]> => {
  const items = await queryAll(reader, 'executions', executionPartition(executionId), rosterPrefix(rosterId));
  return items.map((item) => rosterChunkSchema.parse(item.body));
};

/** Oldest first, from the event after `after`; at least `limit` when there are so many (whole saves are returned). */
export const readEvents = async (
  reader: ItemReader,
  executionId: string,
  after: number,
  limit: number,
): Promise<readonly ExecutionEvent[]> => {
  const partition = executionPartition(executionId);
  // The save that holds the event after `after` may have begun before it: read that one item backwards.
  const before = await reader.query({
    table: 'executions',
    partition,
    sortPrefix: eventPrefix,
    sortBefore: eventSort(after + 1),
    descending: true,
    limit: 1,
  });
  const events = before.items.flatMap((item) => eventBodySchema.parse(item.body).events);
  let cursor: string | undefined = eventSort(after);
  while (cursor !== undefined && events.filter((event) => event.sequence > after).length < limit) {
    const page = await reader.query({
      table: 'executions',
      partition,
      sortPrefix: eventPrefix,
      after: cursor,
      limit: 50,
    });
    events.push(...page.items.flatMap((item) => eventBodySchema.parse(item.body).events));
    cursor = page.next;
  }
  const unique = new Map(events.map((event) => [event.sequence, event]));
  return [...unique.values()]
    .filter((event) => event.sequence > after)
    .sort((a, b) => a.sequence - b.sequence)
    .slice(0, limit);
};

export const readLedger = async (reader: ItemReader, place: string): Promise<LoadedLedger> => {
  const item = await reader.get(ledgerKey(place));
  return item === undefined
    ? { ledger: emptyLedger, version: 0 }
    : { ledger: ledgerSchema.parse(item.body), version: item.version };
};

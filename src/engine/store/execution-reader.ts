import { limits } from '../../domain/limits.ts';
import type { ExecutionEvent } from '../../domain/model/event.ts';
import type { DriverState, ExecutionHeader, ExecutionState, LaunchJob } from '../../domain/model/execution.ts';
import type { Ledger } from '../../domain/model/ledger.ts';
import { emptyLedger, ledgerSchema } from '../../domain/model/ledger.ts';
import { type FrozenPlan, frozenPlanSchema, type RosterChunk, rosterChunkSchema } from '../../domain/model/roster.ts';
import type { ItemReader, StoredItem } from '../../ports/item-store.ts';
import {
  eventBodySchema,
  eventPrefix,
  eventSort,
  executionPartition,
  headerBodySchema,
  headerKey,
  headerPrefix,
  jobBodySchema,
  jobItemKey,
  type LastChange,
  ledgerKey,
  planKey,
  rosterPrefix,
  statePrefix,
  waveBodySchema,
} from './execution-items.ts';
import { parserOf } from './parse-once.ts';
import { queryAll } from './query-all.ts';

const parseHeader = parserOf(headerBodySchema);
const parseWave = parserOf(waveBodySchema);
const parseJob = parserOf(jobBodySchema);
const parsePlan = parserOf(frozenPlanSchema);
const parseRoster = parserOf(rosterChunkSchema);
const parseEvents = parserOf(eventBodySchema);
const parseLedger = parserOf(ledgerSchema);

/** An execution as it was loaded: every save is conditional on this version of its header. */
export interface LoadedExecution {
  readonly state: ExecutionState;
  readonly driver: DriverState;
  readonly version: number;
  readonly lastChange: LastChange;
  /** By scope key: those that are known from having been read or written. A save from older ones is refused. */
  readonly ledgers?: ReadonlyMap<string, LoadedLedger>;
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
  readonly lastChange: LastChange;
  readonly waitsForPerson?: string | undefined;
}

export const readHeader = async (reader: ItemReader, executionId: string): Promise<LoadedHeader | undefined> => {
  const item = await reader.get(headerKey(executionId));
  return item && headerOf(item);
};

const headerOf = (item: StoredItem): LoadedHeader => ({
  ...parseHeader(item.body),
  version: item.version,
});

/**
 * Header, waves and jobs as one save left them, by one query. On DynamoDB a query may meet a transaction half applied:
 * such a reading is torn, which the versions show, and it is read again.
 */
export const readExecution = async (reader: ItemReader, executionId: string): Promise<LoadedExecution | undefined> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const items = await queryAll(reader, 'executions', executionPartition(executionId), headerPrefix);
    const [first] = items;
    if (first?.sort !== headerPrefix) return undefined;
    const loaded = headerOf(first);
    const { header, ...rest } = loaded;
    if (header.rosterId === undefined) return { state: { header, waves: [], jobs: [] }, ...rest };
    const prefix = statePrefix(header.rosterId);
    const stateItems = items.filter((item) => item.sort.startsWith(prefix));
    if (isTorn(stateItems, loaded)) continue;
    const bodies = (kind: string) =>
      stateItems.filter((item) => item.sort.startsWith(`${prefix}${kind}#`)).map((item) => item.body);
    const waves = bodies('wave').map(parseWave);
    const jobs = bodies('job').map(parseJob);
    return { state: { header, waves, jobs }, ...rest };
  }
  throw new Error(`${executionId} was written while it was read, ${limits.saveAttempts} times in a row`);
};

/**
 * Waves and jobs carry the version of the header with which they were written. Whole is what holds nothing newer than the
 * header, and all of the last change; the changes before it were whole when it was decided.
 */
const isTorn = (stateItems: readonly StoredItem[], { version, lastChange }: LoadedHeader): boolean =>
  stateItems.some((item) => item.version > version) ||
  stateItems.filter((item) => item.version === lastChange.version).length !== lastChange.items;

/** One job alone, without the rest of its execution. */
export const readJob = async (
  reader: ItemReader,
  executionId: string,
  jobKey: string,
): Promise<LaunchJob | undefined> => {
  const rosterId = (await readHeader(reader, executionId))?.header.rosterId;
  const item = rosterId === undefined ? undefined : await reader.get(jobItemKey(executionId, rosterId, jobKey));
  return item && parseJob(item.body);
};

export const readFrozenPlan = async (reader: ItemReader, executionId: string): Promise<FrozenPlan> => {
  const item = await reader.get(planKey(executionId));
  if (item === undefined) throw new Error(`bug: execution ${executionId} has no frozen plan`);
  return parsePlan(item.body);
};

/** The servers as they were found when the execution began. */
export const readRoster = async (
  reader: ItemReader,
  executionId: string,
  rosterId: string,
): Promise<readonly RosterChunk[]> => {
  const items = await queryAll(reader, 'executions', executionPartition(executionId), rosterPrefix(rosterId));
  return items.map((item) => parseRoster(item.body));
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
  const events = before.items.flatMap((item) => parseEvents(item.body).events);
  let cursor: string | undefined = eventSort(after);
  while (cursor !== undefined && events.filter((event) => event.sequence > after).length < limit) {
    const page = await reader.query({
      table: 'executions',
      partition,
      sortPrefix: eventPrefix,
      after: cursor,
      limit: 50,
    });
    events.push(...page.items.flatMap((item) => parseEvents(item.body).events));
    cursor = page.next;
  }
  const unique = new Map(events.map((event) => [event.sequence, event]));
  return [...unique.values()]
    .filter((event) => event.sequence > after)
    .sort((a, b) => a.sequence - b.sequence)
    .slice(0, limit);
};

export const readLedger = async (reader: ItemReader, place: string): Promise<LoadedLedger> =>
  ledgerOf(await reader.get(ledgerKey(place)));

export const ledgerOf = (item: StoredItem | undefined): LoadedLedger =>
  item === undefined ? { ledger: emptyLedger, version: 0 } : { ledger: parseLedger(item.body), version: item.version };

import { limits } from '../../domain/limits.ts';
import type { ExecutionEvent } from '../../domain/model/event.ts';
import type { DriverState, ExecutionHeader, ExecutionState } from '../../domain/model/execution.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { firstFew } from '../../domain/names.ts';
import { reservationsOf, withOwnReservations } from '../../domain/schedule.ts';
import { isFinalExecution } from '../../domain/statuses.ts';
import { laterOf } from '../../domain/time.ts';
import { automaticCleanUpOf } from '../../domain/transition/automatic-clean-up.ts';
import { waitsForPerson } from '../../domain/waits-for-person.ts';
import type { ItemStore, StoredItem, Write } from '../../ports/item-store.ts';
import { auditedEvents } from './audited-events.ts';
import { automaticCleanUpItem } from './automatic-clean-up-item.ts';
import {
  ALL_CLEAN_UPS,
  ALL_EXECUTIONS,
  eventKey,
  headerKey,
  jobItemKey,
  type LastChange,
  ledgerKey,
  OPEN_EXECUTIONS,
  waveKey,
} from './execution-items.ts';
import { type LoadedExecution, type LoadedLedger, readLedger } from './execution-reader.ts';
import { toJson } from './json.ts';

/** An event item holds several events, up to this size: far below DynamoDB's 400 KB. */
const EVENT_ITEM_BYTES = 150_000;

/** Before the first save: nothing is staged under this version. */
export const noChange: LastChange = { version: 0, items: 0 };

export const headerItem = (
  header: ExecutionHeader,
  driver: DriverState,
  version: number,
  lastChange: LastChange,
  waitsForPerson?: string,
): StoredItem => ({
  ...headerKey(header.executionId),
  version,
  body: toJson({ header, driver, lastChange, ...(waitsForPerson === undefined ? {} : { waitsForPerson }) }),
  indexes: {
    list: {
      partition: header.purpose === 'CLEAN_UP' ? ALL_CLEAN_UPS : ALL_EXECUTIONS,
      sort: `${header.startTime}#${header.executionId}`,
    },
    status: { partition: header.status, sort: `${header.startTime}#${header.executionId}` },
    plan: { partition: header.planId, sort: `${header.startTime}#${header.executionId}` },
    // Sparse: a final execution is in no index that anything looks through again and again.
    ...(isFinalExecution(header.status) || driver.nextWakeTime === undefined
      ? {}
      : {
          open: { partition: OPEN_EXECUTIONS, sort: `${dueTime(driver.nextWakeTime, driver)}#${header.executionId}` },
        }),
  },
});

/** What of an execution waits for a person, as lists tell it. */
export const waitingText = (state: ExecutionState): string | undefined => {
  const reasons = waitsForPerson(state);
  return reasons.length === 0 ? undefined : firstFew(reasons);
};

/** The same driver, between two turns, wanted at that time. */
export const restingDriver = (
  { busyUntil: _busyUntil, wokenFor: _wokenFor, ...driver }: DriverState,
  nextWakeTime: Instant,
): DriverState => ({ ...driver, nextWakeTime });

/** When the driver is wanted: not before the turn that it is in has had its time. */
export const dueTime = (nextWakeTime: Instant, { busyUntil }: DriverState): Instant =>
  busyUntil === undefined ? nextWakeTime : laterOf(nextWakeTime, busyUntil);

export const eventItems = (executionId: string, events: readonly ExecutionEvent[]): readonly StoredItem[] => {
  const groups: ExecutionEvent[][] = [];
  let size = 0;
  for (const event of events) {
    const length = new TextEncoder().encode(JSON.stringify(event)).length;
    const last = groups.at(-1);
    if (last === undefined || size + length > EVENT_ITEM_BYTES) {
      groups.push([event]);
      size = length;
    } else {
      last.push(event);
      size += length;
    }
  }
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ ...eventKey(executionId, first.sequence), version: 1, body: toJson({ events: group }) }];
  });
};

export const waveItem = (state: ExecutionState, rosterId: string, index: number, version: number): StoredItem => {
  const wave = state.waves[index];
  if (wave === undefined) throw new Error(`bug: no wave ${index}`);
  return { ...waveKey(state.header.executionId, rosterId, wave.waveNumber), version, body: toJson(wave) };
};

export const jobItem = (state: ExecutionState, rosterId: string, index: number, version: number): StoredItem => {
  const job = state.jobs[index];
  if (job === undefined) throw new Error(`bug: no job ${index}`);
  return { ...jobItemKey(state.header.executionId, rosterId, job.jobKey), version, body: toJson(job) };
};

export interface Save {
  readonly state: ExecutionState;
  readonly driver: DriverState;
  readonly events: readonly ExecutionEvent[];
  /** The ledgers that the decision was made from. By scope key. Others are as they were loaded, or read fresh. */
  readonly ledgers?: ReadonlyMap<string, LoadedLedger>;
}

/**
 * Saves a decision in one transaction: header (under the loaded version), changed waves and jobs, events, and the
 * ledgers whose reservations changed. Gives the execution as it is now stored, or undefined when somebody else was
 * first: then nothing was written.
 */
export const saveExecution = async (
  store: ItemStore,
  loaded: LoadedExecution,
  save: Save,
): Promise<LoadedExecution | undefined> => {
  const version = loaded.version + 1;
  const { state, driver } = save;
  const changed = changedItems(loaded.state, state, version);
  const ledgers = new Map([...(loaded.ledgers ?? []), ...(save.ledgers ?? [])]);
  const changedLedgers = await ledgersAfter(store, loaded.state, state, ledgers);
  const lastChange = changed.length === 0 ? loaded.lastChange : { version, items: changed.length };
  const writes: Write[] = [
    {
      kind: 'put',
      item: headerItem(state.header, driver, version, lastChange, waitingText(state)),
      condition: { kind: 'version', version: loaded.version },
    },
    ...changed.map((item) => ({ kind: 'put', item }) as const),
    ...eventItems(state.header.executionId, save.events).map(
      (item) => ({ kind: 'put', item, condition: { kind: 'absent' } }) as const,
    ),
    ...changedLedgers.map(([place, ledger]) => ledgerWrite(place, ledger)),
    ...comingCleanUp(loaded.state, state),
    ...auditedEvents(loaded.state, save.events),
  ];
  if (writes.length > limits.itemsPerTransaction) {
    throw new Error(`bug: a save of ${writes.length} items (${save.events.length} events)`);
  }
  const result = await store.transact(writes);
  return result.ok
    ? { state, driver, version, lastChange, ledgers: new Map([...ledgers, ...changedLedgers]) }
    : undefined;
};

/** What is another object than before was changed by `evolve`; what is the same object was not. */
const changedItems = (before: ExecutionState, after: ExecutionState, version: number): readonly StoredItem[] => {
  const { rosterId } = after.header;
  // Begin writes waves and jobs itself, before it names their roster in the header.
  if (rosterId === undefined || before.header.rosterId === undefined) return [];
  const same = new Set<unknown>([...before.waves, ...before.jobs]);
  return [
    ...after.waves.flatMap((wave, index) => (same.has(wave) ? [] : [waveItem(after, rosterId, index, version)])),
    ...after.jobs.flatMap((job, index) => (same.has(job) ? [] : [jobItem(after, rosterId, index, version)])),
  ];
};

/** The ledgers whose reservations change, as they will be stored. */
const ledgersAfter = async (
  store: ItemStore,
  before: ExecutionState,
  after: ExecutionState,
  known: ReadonlyMap<string, LoadedLedger>,
): Promise<readonly (readonly [string, LoadedLedger])[]> => {
  const places = [...new Set(after.jobs.map((job) => scopeKey(job)))].filter(
    (place) => JSON.stringify(reservationsOf(before, place)) !== JSON.stringify(reservationsOf(after, place)),
  );
  return Promise.all(
    places.map(async (place) => {
      const { ledger, version } = known.get(place) ?? (await readLedger(store, place));
      return [place, { ledger: withOwnReservations(ledger, after, place), version: version + 1 }] as const;
    }),
  );
};

/** With the end of a drill, the time of the clean-up that comes by itself. */
const comingCleanUp = (before: ExecutionState, after: ExecutionState): readonly Write[] => {
  const cleanUp = isFinalExecution(before.header.status) ? undefined : automaticCleanUpOf(after);
  return cleanUp === undefined
    ? []
    : [{ kind: 'put', item: automaticCleanUpItem(cleanUp, 1), condition: { kind: 'absent' } }];
};

const ledgerWrite = (place: string, { ledger, version }: LoadedLedger): Write => ({
  kind: 'put',
  item: { ...ledgerKey(place), version, body: toJson(ledger) },
  condition: version === 1 ? { kind: 'absent' } : { kind: 'version', version: version - 1 },
});

/**
 * `find` and `repair`: what nobody drives any more is found by its wake time and driven again (design 8.2, 8.3).
 */
import { limits } from '../domain/limits.ts';
import { type AutomaticCleanUp, automaticCleanUpSchema } from '../domain/model/automatic-clean-up.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import { addSeconds, isBefore, secondsBetween } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader, ItemStore, StoredItem } from '../ports/item-store.ts';
import type { StateMachine } from '../ports/state-machine.ts';
import { wake } from './park.ts';
import { type OutagePorts, pauseAfterOutage } from './pause-after-outage.ts';
import { cleanUpSort, headerBodySchema, headerPrefix, OPEN_EXECUTIONS } from './store/execution-items.ts';
import { readExecution, readHeader } from './store/execution-reader.ts';
import { dueTime, headerItem, waitingText } from './store/execution-writer.ts';

const PAGE_SIZE = 100;

/** What the index of what is open tells at one moment. */
export interface Found {
  /**
   * The open executions that are overdue, and those whose wake time no clock can have set that was right (it has been set
   * back since); drills that are over and whose clean-up is due, or the warning of it.
   */
  readonly executionIds: readonly string[];
  readonly waiting: Waiting;
}

/** One query, however many executions are finished and clean-ups awaited: the index holds them behind those that it asks for. */
export const find = async (ports: { readonly reader: ItemReader; readonly clock: Clock }): Promise<Found> => {
  const now = ports.clock.now();
  const dueBefore = addSeconds(now, -limits.overdueSeconds);
  const items = await readIndex(ports.reader, { sortBefore: cleanUpSort(dueBefore) });
  const isDue = (item: StoredItem): boolean => {
    const sort = item.indexes?.open?.sort ?? '';
    return !isHeader(item) || sort < dueBefore || sort > latestWakeTime(now);
  };
  return { executionIds: items.filter(isDue).map(executionIdOf), waiting: waitingOf(items.filter(isHeader), now) };
};

/** No wait is longer, and no turn; clocks differ a little. */
const latestWakeTime = (now: Instant): Instant =>
  addSeconds(now, limits.parkSecondsMax + limits.turnAllowanceSeconds + limits.clockSkewSeconds);

/** The executions that are not over, in the order of their wake times. */
export const readOpen = async (reader: ItemReader): Promise<readonly string[]> =>
  (await readIndex(reader, { sortBefore: cleanUpSort() })).map(executionIdOf);

/** The clean-ups that come by themselves, in the order of the times when they are looked at next. */
export const readComingCleanUps = async (reader: ItemReader): Promise<readonly AutomaticCleanUp[]> =>
  (await readIndex(reader, { sortPrefix: cleanUpSort() })).map(({ body }) => automaticCleanUpSchema.parse(body));

const isHeader = ({ sort }: StoredItem): boolean => sort === headerPrefix;

const executionIdOf = ({ partition }: StoredItem): string => partition.slice(partition.indexOf('#') + 1);

/** What waits for people, as the index has it; ages in seconds, 0 when nothing waits. */
export interface Waiting {
  readonly pausedExecutions: number;
  readonly oldestPauseSeconds: number;
  readonly oldestGateSeconds: number;
}

const waitingOf = (items: readonly StoredItem[], now: Instant): Waiting => {
  // One that cannot be read must not keep the others from being found; its own repair tells of it.
  const headers = items.flatMap((item) => headerBodySchema.safeParse(item.body).data?.header ?? []);
  const paused = headers.filter(({ status }) => status === 'PAUSED');
  const oldestOf = (times: readonly Instant[]): number =>
    times.reduce((oldest, time) => Math.max(oldest, secondsBetween(time, now)), 0);
  return {
    pausedExecutions: paused.length,
    oldestPauseSeconds: oldestOf(paused.flatMap(({ pausedTime }) => pausedTime ?? [])),
    // A gate waits from when it was reached, whatever else of its execution runs meanwhile.
    oldestGateSeconds: oldestOf(
      headers.flatMap(({ waitingGates = [] }) => waitingGates.map(({ reachedTime }) => reachedTime)),
    ),
  };
};

const readIndex = async (
  reader: ItemReader,
  range: { readonly sortBefore: string } | { readonly sortPrefix: string },
): Promise<readonly StoredItem[]> => {
  const items: StoredItem[] = [];
  let after: string | undefined;
  do {
    const page = await reader.queryIndex({
      table: 'executions',
      index: 'open',
      partition: OPEN_EXECUTIONS,
      ...range,
      limit: PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
};

export interface RepairPorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly stateMachine: StateMachine;
}

export const machineName = (executionId: string, generation: number): string => `${executionId}-${generation}`;

type RepairOverduePorts = RepairPorts & OutagePorts;

export type Repaired = 'not-overdue' | 'woken' | 'woken-before' | 'new-generation' | 'lost-race' | 'over';

/** First the wake-up is repeated, once; when that has not helped until the driver counts as lost, it is replaced. */
export const repair = async (ports: RepairOverduePorts, executionId: string): Promise<Repaired> => {
  const loaded = await readHeader(ports.store, executionId);
  if (loaded === undefined) return 'not-overdue';
  if (isFinalExecution(loaded.header.status)) return 'over';
  const { header, driver, version, lastChange, waitsForPerson } = loaded;
  const now = ports.clock.now();
  const due = dueTime(driver.nextWakeTime ?? header.startTime, driver);
  if (isBefore(latestWakeTime(now), due)) {
    return (await startGeneration(ports, executionId, driver.generation)) ? 'new-generation' : 'lost-race';
  }
  if (isBefore(now, addSeconds(due, limits.overdueSeconds))) return 'not-overdue';
  if (!isBefore(now, addSeconds(due, limits.driverLostSeconds))) {
    // Before the bump: the new driver's first wake time hides how long there was none.
    await pauseAfterOutage(ports, loaded);
    return (await startGeneration(ports, executionId, driver.generation)) ? 'new-generation' : 'lost-race';
  }
  if (driver.wokenFor === due) return 'woken-before';
  const noted = await ports.store.transact([
    {
      kind: 'put',
      item: headerItem(header, { ...driver, wokenFor: due }, version + 1, lastChange, waitsForPerson),
      condition: { kind: 'version', version },
    },
  ]);
  if (!noted.ok) return 'lost-race';
  await wake(ports, executionId);
  return 'woken';
};

/**
 * Bumps the driver's generation, then starts its machine: from here on the old driver saves nothing more. Used by
 * `repair`, by the hand-over, and by every start of a server that finds executions without a machine.
 */
export const startGeneration = async (
  ports: RepairPorts,
  executionId: string,
  fromGeneration: number,
): Promise<boolean> => {
  const loaded = await readExecution(ports.store, executionId);
  if (loaded === undefined || isFinalExecution(loaded.state.header.status)) return false;
  if (loaded.driver.generation !== fromGeneration) return false;
  const generation = fromGeneration + 1;
  const now = ports.clock.now();
  const bumped = await ports.store.transact([
    {
      kind: 'put',
      item: headerItem(
        loaded.state.header,
        { generation, turns: 0, startedTime: now, nextWakeTime: now },
        loaded.version + 1,
        loaded.lastChange,
        waitingText(loaded.state),
      ),
      condition: { kind: 'version', version: loaded.version },
    },
  ]);
  if (!bumped.ok) return false;
  await ports.stateMachine.start(machineName(executionId, generation), { executionId, generation });
  return true;
};

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
import { AWAITED_CLEAN_UPS, headerBodySchema, headerPrefix, OPEN_EXECUTIONS } from './store/execution-items.ts';
import { readExecution, readHeader } from './store/execution-reader.ts';
import { dueTime, headerItem } from './store/execution-writer.ts';

const PAGE_SIZE = 100;

/**
 * The open executions that are overdue, and drills that are over and whose clean-up is due, or the warning of it; once an
 * hour also open executions whose wake time no clock can have set that was right: it has been set back since. One query
 * each, however many executions are stored: the index holds only those, in the order of their times.
 */
export const find = async (ports: {
  readonly reader: ItemReader;
  readonly clock: Clock;
}): Promise<readonly string[]> => {
  const dueBefore = addSeconds(ports.clock.now(), -limits.overdueSeconds);
  const due = { sortBefore: dueBefore };
  const overdue = [
    ...(await readIndex(ports.reader, OPEN_EXECUTIONS, due)),
    ...(await readIndex(ports.reader, AWAITED_CLEAN_UPS, due)),
  ].map(executionIdOf);
  const now = ports.clock.now();
  const astray = isLastMinuteOfHour(now) ? await readOpen(ports.reader, { after: latestWakeTime(now) }) : [];
  return [...overdue, ...astray];
};

/** Whoever looks each minute looks once in it. */
const isLastMinuteOfHour = (now: Instant): boolean => new Date(now).getUTCMinutes() === 59;

/** No wait is longer, and no turn; clocks differ a little. */
const latestWakeTime = (now: Instant): Instant =>
  addSeconds(now, limits.parkSecondsMax + limits.turnAllowanceSeconds + limits.clockSkewSeconds);

/** The executions that are not over, in the order of their wake times. */
export const readOpen = async (reader: ItemReader, range: OpenRange = {}): Promise<readonly string[]> =>
  (await readIndex(reader, OPEN_EXECUTIONS, range)).filter(isHeader).map(executionIdOf);

/** The clean-ups that come by themselves, in the order of the times when they are looked at next. */
export const readComingCleanUps = async (reader: ItemReader): Promise<readonly AutomaticCleanUp[]> =>
  [...(await readIndex(reader, OPEN_EXECUTIONS, {})), ...(await readIndex(reader, AWAITED_CLEAN_UPS, {}))]
    .filter((item) => !isHeader(item))
    .map(({ body }) => automaticCleanUpSchema.parse(body));

/** Clean-ups that were awaited by an earlier version lie there too. */
const isHeader = ({ sort }: StoredItem): boolean => sort === headerPrefix;

const executionIdOf = ({ partition }: StoredItem): string => partition.slice(partition.indexOf('#') + 1);

/** What waits for people, as the index has it; ages in seconds, 0 when nothing waits. */
export interface Waiting {
  readonly pausedExecutions: number;
  readonly oldestPauseSeconds: number;
  readonly oldestGateSeconds: number;
}

export const readWaiting = async (reader: ItemReader, now: Instant): Promise<Waiting> => {
  const headers = (await readIndex(reader, OPEN_EXECUTIONS, {}))
    .filter(isHeader)
    // One that cannot be read must not keep the others from being found; its own repair tells of it.
    .flatMap((item) => headerBodySchema.safeParse(item.body).data?.header ?? []);
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

interface OpenRange {
  readonly sortBefore?: string;
  readonly after?: string;
}

const readIndex = async (reader: ItemReader, partition: string, range: OpenRange): Promise<readonly StoredItem[]> => {
  const items: StoredItem[] = [];
  let after = range.after;
  do {
    const page = await reader.queryIndex({
      table: 'executions',
      index: 'open',
      partition,
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
  const { header, driver, version, lastChange } = loaded;
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
      item: headerItem(header, { ...driver, wokenFor: due }, version + 1, lastChange),
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
      ),
      condition: { kind: 'version', version: loaded.version },
    },
  ]);
  if (!bumped.ok) return false;
  await ports.stateMachine.start(machineName(executionId, generation), { executionId, generation });
  return true;
};

/**
 * The clean-up that comes by itself after a drill: people are warned, then an ordinary clean-up is started, with the same
 * checks as one that a person asks for. Each step is one conditional write, so that of two drivers one does it; the start
 * is written together with it.
 */
import { can } from '../domain/can.ts';
import type { LaunchedInstance } from '../domain/clean-up.ts';
import { limits } from '../domain/limits.ts';
import { ownActs } from '../domain/model/audit-entry.ts';
import type { AutomaticCleanUp } from '../domain/model/automatic-clean-up.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import type { FollowUpView } from '../domain/model/execution-view.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { countOf, firstFew, shortened } from '../domain/names.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import { isBefore } from '../domain/time.ts';
import {
  BREAKWATER,
  heldBack,
  keep,
  lookAgain,
  nextLookOf,
  overWith,
  started,
  telling,
  wantedAgain,
  warned,
} from '../domain/transition/automatic-clean-up.ts';
import type { ItemStore, Write } from '../ports/item-store.ts';
import type { Announcer } from './announce.ts';
import { ownActWrite } from './audit-items.ts';
import { readPlan } from './catalog-reader.ts';
import { readRunsAfter } from './follow-up-of.ts';
import { readRemaining } from './launched-instances.ts';
import { findHolders } from './locks.ts';
import { cleanUpDraft } from './related-runs.ts';
import { sortRemaining } from './sort-remaining.ts';
import { type StartPorts, saveRun } from './start-run.ts';
import {
  automaticCleanUpItem,
  type LoadedAutomaticCleanUp,
  readAutomaticCleanUp,
} from './store/automatic-clean-up-item.ts';
import { readExecution, readHeader } from './store/execution-reader.ts';

export type CleanUpPorts = StartPorts & Pick<Announcer, 'announceCleanUp'>;

export type CleanUpWork =
  | 'not-overdue'
  | 'lost-race'
  | 'nothing-left'
  | 'warned'
  | 'held'
  | 'clean-up-started'
  | 'clean-up-runs'
  | 'clean-up-not-done'
  | 'clean-up-given-up'
  | 'clean-up-seen';

/** Of an execution that is over. */
export const workOnAutomaticCleanUp = async (ports: CleanUpPorts, executionId: string): Promise<CleanUpWork> => {
  const now = ports.clock.now();
  const loaded = await readAutomaticCleanUp(ports.store, executionId);
  const next = loaded && nextLookOf(loaded.cleanUp);
  if (loaded === undefined || next === undefined || isBefore(now, next)) return 'not-overdue';
  return loaded.cleanUp.state === 'STARTED' ? lookAtStarted(ports, loaded) : workOnScheduled(ports, loaded);
};

const workOnScheduled = async (ports: CleanUpPorts, loaded: LoadedAutomaticCleanUp): Promise<CleanUpWork> => {
  const { store, clock } = ports;
  const { cleanUp } = loaded;
  const execution = await readExecution(store, cleanUp.executionId);
  const left = execution === undefined ? [] : await readRemaining(store, execution.state);
  if (execution === undefined || left.length === 0 || !can('cleanUp', execution.state).allowed) {
    return (await save(store, loaded, overWith(cleanUp, 'NOTHING_LEFT'))) ? 'nothing-left' : 'lost-race';
  }
  const now = clock.now();
  if (cleanUp.warnedTime === undefined) {
    return (await tellAndSave(ports, loaded, warned(cleanUp, now), left)) ? 'warned' : 'lost-race';
  }
  const { open, guard } = await readRunsAfter(store, cleanUp.executionId);
  const held = open === undefined ? await whoHolds(store, left) : untilItsEnd(open);
  if (held !== undefined) return (await save(store, loaded, heldBack(cleanUp, held, now))) ? 'held' : 'lost-race';
  const draft = await cleanUpDraft(store, execution.state.header, { initiatedBy: BREAKWATER, acceptedInstances: [] });
  const result = await saveRun(ports, draft, (cleanUpId) => [
    write(loaded, started(cleanUp, cleanUpId, now)),
    startedAct(cleanUp, cleanUpId, now, left),
    guard,
  ]);
  return result.kind === 'saved' ? 'clean-up-started' : 'lost-race';
};

const untilItsEnd = ({ executionId }: FollowUpView): string =>
  `the end of ${executionId}, which follows it and may need what it launched`;

/** A running execution that uses the servers: a clean-up would be refused, and take its instances from it. */
const whoHolds = async (store: ItemStore, left: readonly LaunchedInstance[]): Promise<string | undefined> => {
  const names = new Map(left.map(({ sourceServerId, serverName }) => [sourceServerId, serverName]));
  const held = await findHolders(
    store,
    BREAKWATER,
    left.map(({ scope, sourceServerId }) => ({ place: scopeKey(scope), sourceServerId })),
  );
  const [first] = held;
  if (first === undefined) return undefined;
  const labels = held.map(({ sourceServerId }) => names.get(sourceServerId) ?? sourceServerId);
  return `the end of ${first.holder.executionId} of plan "${first.holder.planName}", which holds ${countOf(held.length, 'server')}: ${firstFew(labels, 5, ', ')}`;
};

const lookAtStarted = async (ports: CleanUpPorts, loaded: LoadedAutomaticCleanUp): Promise<CleanUpWork> => {
  const { store, clock } = ports;
  const { cleanUp } = loaded;
  const now = clock.now();
  const ended = await afterItsRun(store, cleanUp);
  if (ended === undefined) return (await save(store, loaded, lookAgain(cleanUp, now))) ? 'clean-up-runs' : 'lost-race';
  const { after, left } = ended;
  if (after.state === 'GIVEN_UP') {
    return (await tellAndSave(ports, loaded, after, left, endedActs(cleanUp, ended, now)))
      ? 'clean-up-given-up'
      : 'lost-race';
  }
  if (!(await save(store, loaded, after, endedActs(cleanUp, ended, now)))) return 'lost-race';
  return after.state === 'SCHEDULED' ? 'clean-up-not-done' : 'clean-up-seen';
};

interface EndedCleanUp {
  readonly after: AutomaticCleanUp;
  readonly left: readonly LaunchedInstance[];
  /** Absent when its record is gone. */
  readonly run: ExecutionHeader | undefined;
}

/** Undefined while its clean-up runs. */
const afterItsRun = async (store: ItemStore, cleanUp: AutomaticCleanUp): Promise<EndedCleanUp | undefined> => {
  const run = cleanUp.cleanUpId === undefined ? undefined : (await readHeader(store, cleanUp.cleanUpId))?.header;
  if (run !== undefined && !isFinalExecution(run.status)) return undefined;
  const endedByPerson = run?.cancelRequested === true;
  const execution = run === undefined || endedByPerson ? undefined : await readExecution(store, cleanUp.executionId);
  if (run === undefined || execution === undefined) return { after: overWith(cleanUp, 'STARTED'), left: [], run };
  const remaining = await readRemaining(store, execution.state);
  if (!didItsPart(run)) {
    const after = remaining.length === 0 ? overWith(cleanUp, 'STARTED') : wantedAgain(cleanUp);
    return { after, left: remaining, run };
  }
  // Another try would leave them again: what an adopted job made is a person's to name, and what was left alone because
  // of what EC2 said a person's to look at.
  const { adopted, terminated } = await sortRemaining(store, cleanUp.executionId, remaining);
  const left = [...adopted, ...terminated];
  return { after: overWith(cleanUp, left.length === 0 ? 'STARTED' : 'GIVEN_UP'), left, run };
};

/** It did what there was to do, or found nothing that it may terminate. */
const didItsPart = ({ status, refusals = [] }: ExecutionHeader): boolean =>
  status === 'COMPLETED' || refusals.some(({ code }) => code === 'NOTHING_TO_CLEAN_UP');

/** Told first, and noted then: a process that dies in between is followed by one that tells again. */
const tellAndSave = async (
  { store, clock, announceCleanUp }: CleanUpPorts,
  loaded: LoadedAutomaticCleanUp,
  after: AutomaticCleanUp,
  remaining: readonly LaunchedInstance[],
  further: readonly Write[] = [],
): Promise<boolean> => {
  const now = clock.now();
  if (!(await save(store, loaded, telling(loaded.cleanUp, now)))) return false;
  await announceCleanUp(after, { time: now, ...(await sortRemaining(store, after.executionId, remaining)) });
  return save(store, { ...loaded, version: loaded.version + 1 }, after, further);
};

const write = ({ version }: LoadedAutomaticCleanUp, after: AutomaticCleanUp): Write => ({
  kind: 'put',
  item: automaticCleanUpItem(after, version + 1),
  condition: { kind: 'version', version },
});

const save = async (
  store: ItemStore,
  loaded: LoadedAutomaticCleanUp,
  after: AutomaticCleanUp,
  further: readonly Write[] = [],
): Promise<boolean> => (await store.transact([write(loaded, after), ...further])).ok;

const causeOf = ({ planName, drillTtlHours }: AutomaticCleanUp): string =>
  `drillTtlHours ${drillTtlHours} of plan "${planName}"`;

/** For the audit log: nobody asked for it at that moment. */
const startedAct = (
  cleanUp: AutomaticCleanUp,
  cleanUpId: string,
  time: Instant,
  left: readonly LaunchedInstance[],
): Write =>
  ownActWrite({
    auditId: `audit-${cleanUpId}-start`,
    time,
    route: ownActs.cleanUpStarts,
    resources: [cleanUp.executionId, cleanUpId, cleanUp.planId, cleanUp.planName],
    detail: { cause: causeOf(cleanUp), instances: left.length },
    result: 'done',
  });

/** Once: then it is looked at no more. */
const endedActs = (cleanUp: AutomaticCleanUp, { run, left }: EndedCleanUp, time: Instant): readonly Write[] => {
  const { executionId, planId, planName, cleanUpId } = cleanUp;
  if (cleanUpId === undefined || run === undefined) return [];
  return [
    ownActWrite({
      auditId: `audit-${cleanUpId}-end`,
      time,
      route: ownActs.cleanUpEnds,
      resources: [executionId, cleanUpId, planId, planName],
      detail: {
        cause: causeOf(cleanUp),
        status: run.status,
        message: shortened(run.statusReason ?? ''),
        instancesLeft: left.length,
      },
      result: run.status === 'COMPLETED' ? 'done' : 'failed',
    }),
  ];
};

export type KeepResult =
  | { readonly kind: 'kept'; readonly cleanUp: AutomaticCleanUp }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-possible'; readonly reason: string };

export const keepInstances = async (
  { store, clock }: Pick<StartPorts, 'store' | 'clock'>,
  executionId: string,
  { actor, hours }: { readonly actor: string; readonly hours?: number },
): Promise<KeepResult> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const loaded = await readAutomaticCleanUp(store, executionId);
    if (loaded === undefined) return { kind: 'none' };
    const { cleanUp } = loaded;
    const now = clock.now();
    const ended = cleanUp.state === 'STARTED' ? await afterItsRun(store, cleanUp) : undefined;
    const decided = keep(ended?.after ?? cleanUp, actor, hours, now);
    if (decided.kind === 'not-possible') return decided;
    const comesAgain = cleanUp.state !== 'SCHEDULED' && decided.cleanUp.state === 'SCHEDULED';
    if (comesAgain && (await readPlan(store, cleanUp.planId)) === undefined) {
      return { kind: 'not-possible', reason: `plan "${cleanUp.planName}" is deleted: nobody would be warned before` };
    }
    // Whoever comes first after its end says so in the audit log: it is looked at no more.
    const acts = ended === undefined || nextLookOf(cleanUp) === undefined ? [] : endedActs(cleanUp, ended, now);
    if (await save(store, loaded, decided.cleanUp, acts)) return decided;
  }
  throw new Error(`the clean-up of ${executionId} was changed ${limits.saveAttempts} times in a row`);
};

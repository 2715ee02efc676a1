/**
 * `begin`: freezes the plan, resolves its servers, takes their locks, writes the roster and all waves; or refuses with
 * every reason. It starts no wave. Resumable: killed anywhere, it is simply called again.
 */

import { launchedInstances } from '../domain/clean-up.ts';
import { followUpOf } from '../domain/follow-up.ts';
import { hasLaunchSettings } from '../domain/launch-config-sites.ts';
import { limits } from '../domain/limits.ts';
import type { ExecutionHeader, Refusal } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { FrozenPlan, RosterChunk } from '../domain/model/roster.ts';
import type { StartWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew } from '../domain/names.ts';
import { addSeconds, isBefore, laterOf, secondsBetween } from '../domain/time.ts';
import { decide } from '../domain/transition/decide.ts';
import { initialState } from '../domain/transition/initial-state.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, StoredItem } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import type { Announcer } from './announce.ts';
import { applyAsDriver } from './apply-input.ts';
import { readGroups } from './catalog-reader.ts';
import { chooseRecoveryPoints } from './choose-recovery-points.ts';
import { noteGone } from './clean-ups-of.ts';
import { failureText } from './failure-text.ts';
import { groupsOfPlan } from './launch-settings/into-instances.ts';
import { findHolders, releaseLocks, takeLocks } from './locks.ts';
import { type FoundPoints, lookEnd } from './recovery-points.ts';
import { resolveCleanUp } from './resolve-clean-up.ts';
import { actionsNotRedone, resolveFollowUp } from './resolve-follow-up.ts';
import { lockedServers, lockTargets, resolveStoredPlan } from './resolve-stored-plan.ts';
import { failedChecks, type Resolution } from './start-checks.ts';
import { rosterKey } from './store/execution-items.ts';
import { type LoadedExecution, readExecution, readFrozenPlan } from './store/execution-reader.ts';
import { jobItem, restingDriver, saveExecution, waveItem } from './store/execution-writer.ts';
import { toJson } from './store/json.ts';

export interface BeginPorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly announce: Announcer['announce'];
  /** What an earlier try of a start has found. */
  readonly foundPoints: FoundPoints;
}

export type BeginVerdict =
  | { readonly verdict: 'BEGUN' | 'REFUSED' | 'CANCELLED' | 'SUPERSEDED' }
  /** A check could not be made yet: again after so many seconds. */
  | { readonly verdict: 'AGAIN'; readonly waitSeconds: number };

export const begin = async (ports: BeginPorts, executionId: string, generation: number): Promise<BeginVerdict> => {
  const loaded = await readExecution(ports.store, executionId);
  if (loaded === undefined || loaded.driver.generation !== generation) return { verdict: 'SUPERSEDED' };
  const { header } = loaded.state;
  if (header.status === 'REFUSED') return { verdict: 'REFUSED' };
  if (header.rosterId !== undefined) return { verdict: 'BEGUN' };
  if (header.cancelRequested) return { verdict: 'CANCELLED' };

  const busy = await takeTime(ports, loaded);
  if (busy === undefined) return begin(ports, executionId, generation);
  return beginBusy(ports, busy, generation);
};

/** The checks may take minutes: `find` is told so first. Undefined when somebody else wrote in between. */
const takeTime = (ports: BeginPorts, loaded: LoadedExecution): Promise<LoadedExecution | undefined> => {
  const busyUntil = addSeconds(ports.clock.now(), limits.turnAllowanceSeconds);
  return saveExecution(ports.store, loaded, {
    state: loaded.state,
    driver: { ...loaded.driver, busyUntil },
    events: [],
  });
};

const beginBusy = async (ports: BeginPorts, loaded: LoadedExecution, generation: number): Promise<BeginVerdict> => {
  const { header } = loaded.state;
  const { executionId } = header;
  const frozen = await readFrozenPlan(ports.store, executionId);
  const resolution = await resolve(ports, header, frozen);
  const { gone = [], replaced = [] } = resolution;
  await noteGone(ports.store, header, [...gone, ...replaced]);
  const targets = lockTargets(resolution.chunks);
  const refusals = [
    ...resolution.refusals,
    ...lockedServers(await findHolders(ports.store, executionId, targets), resolution.chunks),
  ];
  const retryable = resolution.failures.every((failure) => failure.retryable);
  if (refusals.length > 0 || !retryable) {
    return refuse(ports, executionId, generation, [...failedChecks(resolution.failures), ...refusals]);
  }
  if (resolution.failures.length > 0) return tryLater(ports, loaded, resolution.failures);

  const now = ports.clock.now();
  const owner = { executionId, planName: header.planName, version: loaded.version, now };
  const locking = await takeLocks(ports.store, owner, targets);
  if (locking.kind === 'overtaken') return begin(ports, executionId, generation);
  if (locking.kind === 'conflicts') {
    return refuse(ports, executionId, generation, lockedServers(locking.conflicts, resolution.chunks));
  }

  const rosterId = ports.ids.next('roster');
  const withSettings = await wavesWithSettings(ports.store, frozen.plan);
  const initial = initialState({ ...header, rosterId }, frozen.plan, resolution.chunks, withSettings);
  await stage(ports.store, executionId, rosterId, resolution.chunks, initial);
  const serverCount = targets.length;
  const warnings = toldWarnings(resolution.warnings);
  const counts = {
    ...(gone.length > 0 && { goneCount: gone.length }),
    ...(replaced.length > 0 && { replacedCount: replaced.length }),
  };
  const decision = decide(loaded.state, { type: 'begin', rosterId, serverCount, ...counts, warnings }, now);
  if (decision.kind === 'rejected') return { verdict: 'SUPERSEDED' };
  const saved = await saveExecution(ports.store, loaded, {
    state: decision.state,
    driver: restingDriver(loaded.driver, now),
    events: decision.events,
  });
  if (saved !== undefined) ports.announce(saved.state, decision.events);
  // Somebody came between (a cancel, another driver): what was staged is in nobody's way; see how it stands now.
  return saved === undefined ? begin(ports, executionId, generation) : { verdict: 'BEGUN' };
};

/** Waves that launch servers of a group with launch settings. */
const wavesWithSettings = async (store: ItemStore, plan: FrozenPlan['plan']): Promise<ReadonlySet<number>> => {
  const ids = new Set(plan.waves.flatMap(({ protectionGroupIds }) => protectionGroupIds));
  const { groups } = await readGroups(store, [...ids]);
  const withSettings = new Set(groups.filter(hasLaunchSettings).map(({ groupId }) => groupId));
  const waves = plan.waves.filter(({ protectionGroupIds }) => protectionGroupIds.some((id) => withSettings.has(id)));
  return new Set(waves.map(({ waveNumber }) => waveNumber));
};

/** What the run is about: a plan's groups, what a first run left, or what it launched. */
const resolve = async (ports: BeginPorts, header: ExecutionHeader, frozen: FrozenPlan): Promise<Resolution> => {
  const accepted = new Set(frozen.acceptedInstanceDeletions);
  const chosen = (found: Resolution): Promise<Resolution> =>
    chooseRecoveryPoints(ports, frozen.plan, frozen.pointsInTime, found, {
      clock: ports.clock,
      found: ports.foundPoints,
      since: header.startTime,
      // Taken up again after that, it has one look all the same: what was not asked is no reason to refuse.
      lastMoment: laterOf(giveUpTimeOf(header), lookEnd(ports.clock.now())),
    });
  if (header.relatedExecutionId === undefined) {
    return chosen(await resolveStoredPlan(ports, frozen.plan, accepted));
  }
  const related = await readExecution(ports.store, header.relatedExecutionId);
  if (related === undefined) throw new Error(`bug: ${header.relatedExecutionId} is gone`);
  if (header.purpose === 'CLEAN_UP') {
    return resolveCleanUp(ports, header.executionType, launchedInstances(related.state), accepted);
  }
  const first = await readFrozenPlan(ports.store, header.relatedExecutionId);
  const { servers, unfinished } = followUpOf(related.state, first.plan);
  const groups = await groupsOfPlan(ports.store, frozen.plan);
  const resolution = await resolveFollowUp(ports, frozen.plan, servers, accepted, groups);
  const notRedone = actionsNotRedone(unfinished, header.relatedExecutionId);
  return chosen({ ...resolution, warnings: [...notRedone, ...resolution.warnings] });
};

const giveUpTimeOf = ({ startTime }: ExecutionHeader): Instant => addSeconds(startTime, limits.beginGiveUpMinutes * 60);

const WARNINGS_TOLD = 100;

/** In the history; each server has its own reason in the record when it comes to its launch. */
const toldWarnings = (warnings: readonly StartWarning[]): readonly string[] => {
  const messages = warnings.map(({ message }) => message);
  const left = messages.length - WARNINGS_TOLD;
  return left <= 0 ? messages : [...messages.slice(0, WARNINGS_TOLD), `and ${countOf(left, 'more warning')}`];
};

const refuse = async (
  ports: BeginPorts,
  executionId: string,
  generation: number,
  refusals: readonly Refusal[],
): Promise<BeginVerdict> => {
  const applied = await applyAsDriver(ports, executionId, generation, { type: 'refuse', refusals });
  if (applied.kind === 'superseded') return { verdict: 'SUPERSEDED' };
  if (applied.kind === 'saved') ports.announce(applied.loaded.state, applied.events);
  // Rejected when a cancel came first: then that is how it ends.
  return { verdict: applied.kind === 'saved' ? 'REFUSED' : 'CANCELLED' };
};

/** Checks that cannot be made are tried for some minutes; then the start is refused: unknown is not fine. */
const tryLater = async (
  ports: BeginPorts,
  loaded: LoadedExecution,
  failures: readonly AwsFailure[],
): Promise<BeginVerdict> => {
  const { header } = loaded.state;
  const now = ports.clock.now();
  // A quarter of the time that it has lasted already: dense at first, then each minute.
  const backoff = Math.min(limits.backoffMaxSeconds, secondsBetween(header.startTime, now) / 4);
  const waitSeconds = Math.ceil(
    Math.max(limits.backoffFirstSeconds, backoff, ...failures.map((failure) => failure.retryAfterSeconds ?? 0)),
  );
  const giveUpTime = giveUpTimeOf(header);
  if (!isBefore(now, giveUpTime)) {
    const since = `for ${limits.beginGiveUpMinutes} min`;
    return refuse(ports, header.executionId, loaded.driver.generation, failedChecks(failures, since));
  }
  const reason = `the checks before the start cannot be made yet: ${firstFew([...new Set(failures.map(failureText))])}; tried again until ${giveUpTime}`;
  const decision = decide(loaded.state, { type: 'postponeChecks', reason }, now);
  const { state, events } = decision.kind === 'accepted' ? decision : { state: loaded.state, events: [] };
  const driver = restingDriver(loaded.driver, addSeconds(now, waitSeconds));
  const saved = await saveExecution(ports.store, loaded, { state, driver, events });
  if (saved !== undefined) ports.announce(state, events);
  return { verdict: 'AGAIN', waitSeconds };
};

/**
 * Writes roster, waves and jobs under the new roster id. Nothing reads them before the header names that id, so this
 * may take as many transactions as it needs, and may be cut short.
 */
const stage = async (
  store: ItemStore,
  executionId: string,
  rosterId: string,
  chunks: readonly RosterChunk[],
  initial: ReturnType<typeof initialState>,
): Promise<void> => {
  const items: StoredItem[] = [
    ...chunks.map((chunk) => ({
      ...rosterKey(executionId, rosterId, chunk.waveNumber, chunk.chunkNumber),
      version: 1,
      body: toJson(chunk),
    })),
    ...initial.waves.map((_, index) => waveItem(initial, rosterId, index, 1)),
    ...initial.jobs.map((_, index) => jobItem(initial, rosterId, index, 1)),
  ];
  for (let start = 0; start < items.length; start += limits.itemsPerTransaction) {
    const result = await store.transact(
      items.slice(start, start + limits.itemsPerTransaction).map((item) => ({ kind: 'put', item }) as const),
    );
    if (!result.ok) throw new Error('bug: unconditional writes were refused');
  }
};

/** After the end: the locks of all servers are given back. They are void by then in any case. */
export const releaseAllLocks = async (
  store: ItemStore,
  executionId: string,
  chunks: readonly RosterChunk[],
): Promise<void> => releaseLocks(store, executionId, lockTargets(chunks));

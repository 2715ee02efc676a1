/**
 * `begin`: freezes the plan, resolves its servers, takes their locks, writes the roster and all waves; or refuses with
 * every reason. It starts no wave. Resumable: killed anywhere, it is simply called again.
 */

import { launchedInstances } from '../domain/clean-up.ts';
import { followUpOf } from '../domain/follow-up.ts';
import { limits } from '../domain/limits.ts';
import type { ExecutionHeader, Refusal } from '../domain/model/execution.ts';
import type { FrozenPlan, RosterChunk } from '../domain/model/roster.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { firstFew } from '../domain/names.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import { decide } from '../domain/transition/decide.ts';
import { initialState } from '../domain/transition/initial-state.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, StoredItem } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { applyAsDriver } from './apply-input.ts';
import { readGroups } from './catalog-reader.ts';
import { type LockTarget, releaseLocks, takeLocks } from './locks.ts';
import { resolveCleanUp } from './resolve-clean-up.ts';
import { resolveFollowUp } from './resolve-follow-up.ts';
import { resolvePlan } from './resolve-plan.ts';
import type { Resolution } from './start-checks.ts';
import { rosterKey } from './store/execution-items.ts';
import { type LoadedExecution, readExecution, readFrozenPlan } from './store/execution-reader.ts';
import { jobItem, saveExecution, waveItem } from './store/execution-writer.ts';
import { toJson } from './store/json.ts';

export interface BeginPorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly clock: Clock;
  readonly ids: Ids;
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

  const frozen = await readFrozenPlan(ports.store, executionId);
  const resolution = await resolve(ports, header, frozen);
  if (resolution.kind === 'refused') return refuse(ports, executionId, generation, resolution.refusals);
  if (resolution.kind === 'later') return tryLater(ports, loaded, resolution.failures);

  const now = ports.clock.now();
  const targets = lockTargets(resolution.chunks);
  const owner = { executionId, planName: header.planName, version: loaded.version, now };
  const locking = await takeLocks(ports.store, owner, targets);
  if (locking.kind === 'overtaken') return begin(ports, executionId, generation);
  if (locking.kind === 'conflicts') {
    return refuse(ports, executionId, generation, locking.conflicts.map(lockedServer));
  }

  const rosterId = ports.ids.next('roster');
  const initial = initialState({ ...header, rosterId }, frozen.plan, resolution.chunks);
  await stage(ports.store, executionId, rosterId, resolution.chunks, initial);
  const serverCount = targets.length;
  const decision = decide(loaded.state, { type: 'begin', rosterId, serverCount, warnings: resolution.warnings }, now);
  if (decision.kind === 'rejected') return { verdict: 'SUPERSEDED' };
  const saved = await saveExecution(ports.store, loaded, {
    state: decision.state,
    driver: { ...loaded.driver, nextWakeTime: now },
    events: decision.events,
  });
  // Somebody came between (a cancel, another driver): what was staged is in nobody's way; see how it stands now.
  return saved === undefined ? begin(ports, executionId, generation) : { verdict: 'BEGUN' };
};

/** What the run is about: a plan's groups, what a first run left, or what it launched. */
const resolve = async (ports: BeginPorts, header: ExecutionHeader, frozen: FrozenPlan): Promise<Resolution> => {
  const accepted = new Set(frozen.acceptedInstanceDeletions);
  if (header.relatedExecutionId === undefined) {
    const groupIds = [...new Set(frozen.plan.waves.flatMap((wave) => wave.protectionGroupIds))];
    const { groups, missingIds } = await readGroups(ports.store, groupIds);
    if (missingIds.length > 0) return { kind: 'refused', refusals: [missingGroups(missingIds)] };
    return resolvePlan(ports.recovery, frozen.plan, groups, accepted);
  }
  const related = await readExecution(ports.store, header.relatedExecutionId);
  if (related === undefined) throw new Error(`bug: ${header.relatedExecutionId} is gone`);
  if (header.purpose === 'CLEAN_UP') {
    return resolveCleanUp(ports.recovery, header.executionType, launchedInstances(related.state), accepted);
  }
  const first = await readFrozenPlan(ports.store, header.relatedExecutionId);
  return resolveFollowUp(ports.recovery, frozen.plan, followUpOf(related.state, first.plan).servers, accepted);
};

const lockTargets = (chunks: readonly RosterChunk[]): readonly LockTarget[] =>
  chunks.flatMap((chunk) =>
    chunk.servers.map((server) => ({ place: scopeKey(chunk), sourceServerId: server.sourceServerId })),
  );

const missingGroups = (groupIds: readonly string[]): Refusal => ({
  code: 'GROUP_NOT_FOUND',
  message: `the plan names protection groups that no longer exist: ${firstFew(groupIds, 5, ', ')}`,
  subjects: [...groupIds],
  remedy: 'Correct the plan, or create the group again.',
});

const lockedServer = (conflict: {
  readonly sourceServerId: string;
  readonly holder: { readonly executionId: string; readonly planName: string; readonly lockedTime: string };
}): Refusal => ({
  code: 'SERVER_LOCKED',
  message: `${conflict.sourceServerId} is held by execution ${conflict.holder.executionId} of plan "${conflict.holder.planName}" since ${conflict.holder.lockedTime}`,
  subjects: [conflict.sourceServerId],
  remedy: 'Wait for the end of that execution, or cancel it.',
});

const refuse = async (
  ports: BeginPorts,
  executionId: string,
  generation: number,
  refusals: readonly Refusal[],
): Promise<BeginVerdict> => {
  const applied = await applyAsDriver(ports, executionId, generation, { type: 'refuse', refusals });
  if (applied.kind === 'superseded') return { verdict: 'SUPERSEDED' };
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
  const waitSeconds = Math.ceil(
    Math.max(limits.backoffFirstSeconds, ...failures.map((failure) => failure.retryAfterSeconds ?? 0)),
  );
  if (isBefore(now, addSeconds(header.startTime, limits.beginGiveUpMinutes * 60))) {
    const driver = { ...loaded.driver, nextWakeTime: addSeconds(now, waitSeconds) };
    await saveExecution(ports.store, loaded, { state: loaded.state, driver, events: [] });
    return { verdict: 'AGAIN', waitSeconds };
  }
  return refuse(
    ports,
    header.executionId,
    loaded.driver.generation,
    failures.map((failure) => ({
      code: 'CHECK_NOT_POSSIBLE',
      message: `for ${limits.beginGiveUpMinutes} min AWS could not be asked: ${failure.operation}: ${failure.code}: ${failure.message}`,
      subjects: [],
      remedy: 'What is not known cannot be started: start again when AWS answers.',
    })),
  );
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

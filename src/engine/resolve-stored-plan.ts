/** What a start of a plan would launch, and what speaks against it: the same for `begin` and for a check before it. */
import type { Refusal } from '../domain/model/execution.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { RosterChunk } from '../domain/model/roster.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { countOf, firstFew, serverLabel } from '../domain/names.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readGroups } from './catalog-reader.ts';
import type { LockConflict, LockTarget } from './locks.ts';
import { type PlanResolution, resolvePlan } from './resolve-plan.ts';
import type { InstanceCheckPorts } from './start-checks.ts';

export const resolveStoredPlan = async (
  { store, ...aws }: InstanceCheckPorts & { readonly store: ItemReader },
  plan: RecoveryPlan,
  acceptedInstanceDeletions: ReadonlySet<string>,
): Promise<PlanResolution> => {
  const groupIds = [...new Set(plan.waves.flatMap((wave) => wave.protectionGroupIds))];
  const { groups, missingIds } = await readGroups(store, groupIds);
  const resolution = await resolvePlan(aws, plan, groups, acceptedInstanceDeletions);
  if (missingIds.length === 0) return resolution;
  return { ...resolution, refusals: [missingGroups(missingIds), ...resolution.refusals] };
};

export const lockTargets = (chunks: readonly RosterChunk[]): readonly LockTarget[] =>
  chunks.flatMap((chunk) =>
    chunk.servers.map((server) => ({ place: scopeKey(chunk), sourceServerId: server.sourceServerId })),
  );

const missingGroups = (groupIds: readonly string[]): Refusal => ({
  code: 'GROUP_NOT_FOUND',
  message: `the plan names protection groups that no longer exist: ${firstFew(groupIds, 5, ', ')}`,
  subjects: [...groupIds],
  remedy: 'Correct the plan, or create the group again.',
});

export const lockRemedy = ({ cancelled }: LockConflict): string =>
  cancelled
    ? 'It is cancelled, but DRS still runs its jobs over them: they are free when those have ended.'
    : 'Wait for the end of that execution, or cancel it: a cancel frees every server that no running job of it holds.';

/** One reason per execution that holds servers, with all of them by name. */
export const lockedServers = (
  conflicts: readonly LockConflict[],
  chunks: readonly RosterChunk[],
): readonly Refusal[] => {
  const names = new Map(
    chunks.flatMap((chunk) => chunk.servers.map((server) => [server.sourceServerId, serverLabel(server)] as const)),
  );
  const byHolder = Map.groupBy(conflicts, ({ holder }) => holder.executionId);
  return [...byHolder.values()].flatMap((held) => {
    const [first] = held;
    if (first === undefined) return [];
    const { executionId, planName, lockedTime } = first.holder;
    const labels = held.map(({ sourceServerId }) => names.get(sourceServerId) ?? sourceServerId).toSorted();
    return [
      {
        code: 'SERVER_LOCKED',
        message: `execution ${executionId} of plan "${planName}" holds ${countOf(held.length, 'server')} since ${lockedTime}: ${firstFew(labels, 20, ', ')}`,
        subjects: held.slice(0, 100).map(({ sourceServerId }) => sourceServerId),
        remedy: lockRemedy(first),
      },
    ];
  });
};

/** Other plans over the same servers. That is allowed: the lock at the start decides who has them. */
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { PlanSummary, RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel } from '../../domain/names.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import type { SourceServer } from '../../ports/recovery-service.ts';
import { catalogPartitions, planOf, planSummaryOf, planVersionKey } from '../catalog-items.ts';
import { readStoredGroups } from '../launch-settings/check-on-save.ts';
import type { PlanResolution, ScopeServers } from '../resolve-plan.ts';
import { selectedBy } from '../select-servers.ts';
import { toRosterServer } from '../start-checks.ts';
import { queryAll } from '../store/query-all.ts';

const NAMED = 5;

export const findOtherPlans = async (
  reader: ItemReader,
  plan: RecoveryPlan,
  { launched }: PlanResolution,
): Promise<readonly StartWarning[]> =>
  (await sharedWithOthers(reader, plan, launched)).map(({ planName, servers }) => {
    const names = servers.map((server) => serverLabel(toRosterServer(server)));
    const message = `plan "${planName}" launches ${countOf(servers.length, 'server')} of this plan too: ${firstFew(names, NAMED, ', ')}`;
    return startWarning('OTHER_PLAN', message);
  });

/** Of the servers that a plan launches: what each other plan launches too. */
export const sharedWithOthers = async (
  reader: ItemReader,
  plan: Pick<RecoveryPlan, 'planId'>,
  launched: readonly ScopeServers[],
): Promise<readonly (Pick<RecoveryPlan, 'planId' | 'planName'> & { readonly servers: readonly SourceServer[] })[]> => {
  const groups = await readStoredGroups(reader);
  // Most groups have nothing to do with it: only the plans of the others are read.
  const shared = new Map(
    groups.flatMap((group) => {
      const servers = serversOf(group, launched);
      return servers.length === 0 ? [] : [[group.groupId, servers] as const];
    }),
  );
  const others = await readOtherPlans(reader, plan.planId);
  return others.flatMap((other) => {
    const servers = serversOfPlan(other, shared);
    return servers.length === 0 ? [] : [{ planId: other.planId, planName: other.planName, servers }];
  });
};

const serversOf = (group: ProtectionGroup, launched: readonly ScopeServers[]): readonly SourceServer[] => {
  const there = launched.find(({ scope }) => scopeKey(scope) === scopeKey(group));
  return there === undefined ? [] : selectedBy(group.selection, there.servers);
};

/** Those that its waves launch, of the servers of each group. */
export const serversOfPlan = (
  { waves }: RecoveryPlan,
  byGroup: ReadonlyMap<string, readonly SourceServer[]>,
): readonly SourceServer[] => {
  const found = waves.flatMap(({ protectionGroupIds, sourceServerIds }) => {
    const subset = sourceServerIds === undefined ? undefined : new Set(sourceServerIds);
    return protectionGroupIds
      .flatMap((groupId) => byGroup.get(groupId) ?? [])
      .filter(({ sourceServerId }) => subset === undefined || subset.has(sourceServerId));
  });
  return [...new Set(found)];
};

const readOtherPlans = async (reader: ItemReader, planId: string): Promise<readonly RecoveryPlan[]> => {
  const summaries = (await queryAll(reader, 'catalog', catalogPartitions.plans, '')).map(planSummaryOf);
  const keys = summaries
    .filter((summary) => summary.planId !== planId)
    .map((summary: PlanSummary) => planVersionKey(summary.planId, summary.version));
  const items = keys.length === 0 ? [] : await reader.getMany(keys);
  return items.flatMap((item) => (item === undefined ? [] : [planOf(item)]));
};

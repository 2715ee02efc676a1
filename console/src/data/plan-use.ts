/** Which plan calls which group: read from the plans themselves, each version once. */
import { useQueries, useQuery } from '@tanstack/react-query';
import type { RecoveryPlan } from '../../../src/domain/model/recovery-plan.ts';
import { plansQuery, planVersionQuery } from './catalog.ts';

export interface PlanUse {
  /** By group id. */
  readonly byGroup: ReadonlyMap<string, readonly RecoveryPlan[]>;
  /** Every plan could be read: a group that is not there is in none. */
  readonly isComplete: boolean;
}

export function usePlanUse(): PlanUse {
  const { data: summaries } = useQuery(plansQuery);
  return useQueries({
    queries: (summaries ?? []).map(({ planId, version }) => planVersionQuery(planId, version)),
    combine: (results) => {
      const plans = results.flatMap(({ data }) => data ?? []);
      return { byGroup: plansByGroup(plans), isComplete: summaries !== undefined && plans.length === summaries.length };
    },
  });
}

function plansByGroup(plans: readonly RecoveryPlan[]): ReadonlyMap<string, readonly RecoveryPlan[]> {
  const byGroup = new Map<string, RecoveryPlan[]>();
  for (const plan of plans)
    for (const groupId of new Set(plan.waves.flatMap(({ protectionGroupIds }) => protectionGroupIds)))
      byGroup.set(groupId, [...(byGroup.get(groupId) ?? []), plan]);
  return byGroup;
}

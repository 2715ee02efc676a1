import { z } from 'zod';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import { protectionGroupSchema } from '../domain/model/protection-group.ts';
import type { PlanSummary, RecoveryPlan } from '../domain/model/recovery-plan.ts';
import { planSummarySchema, recoveryPlanSchema } from '../domain/model/recovery-plan.ts';
import { nameKey } from '../domain/plan-names.ts';
import type { ItemKey, StoredItem } from '../ports/item-store.ts';
import { parserOf } from './store/parse-once.ts';

/**
 * Where groups and plans lie in the `catalog` table. Each list is one partition, read by page.
 * - `groups`/id: the group. `group-names`/name key: its id; exists once per name.
 * - `plans`/id: the plan without its waves, with its newest version. `plan-names`/name key: its id.
 * - `plan#id`/version: one saved version, never changed.
 */
export const catalogPartitions = { groups: 'groups', plans: 'plans' } as const;

const key = (partition: string, sort: string): ItemKey => ({ table: 'catalog', partition, sort });

export const groupKey = (groupId: string): ItemKey => key(catalogPartitions.groups, groupId);
export const groupNameKey = (groupName: string): ItemKey => key('group-names', nameKey(groupName));
export const planKey = (planId: string): ItemKey => key(catalogPartitions.plans, planId);
export const planNameKey = (planName: string): ItemKey => key('plan-names', nameKey(planName));
/** Padded, so that versions sort by number. */
export const planVersionsPartition = (planId: string): string => `plan#${planId}`;
export const planVersionKey = (planId: string, version: number): ItemKey =>
  key(planVersionsPartition(planId), String(version).padStart(8, '0'));

const nameOwnerSchema = z.object({ id: z.string() });

const parseGroup = parserOf(protectionGroupSchema);
const parsePlan = parserOf(recoveryPlanSchema);
const parsePlanSummary = parserOf(planSummarySchema);

export const groupOf = (item: StoredItem): ProtectionGroup => parseGroup(item.body);
export const planOf = (item: StoredItem): RecoveryPlan => parsePlan(item.body);
export const planSummaryOf = (item: StoredItem): PlanSummary => parsePlanSummary(item.body);
export const planVersionSummaryOf = (item: StoredItem): PlanSummary => {
  const { waves, ...rest } = planOf(item);
  return { ...rest, waveCount: waves.length };
};
export const nameOwnerOf = (item: StoredItem): string => nameOwnerSchema.parse(item.body).id;

import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { ItemReader } from '../ports/item-store.ts';
import {
  groupKey,
  groupNameKey,
  groupOf,
  nameOwnerOf,
  planKey,
  planNameKey,
  planOf,
  planSummaryOf,
  planVersionKey,
} from './catalog-items.ts';

/** The newest version of a plan, or the one asked for; `undefined` when there is none. */
export async function readPlan(
  reader: ItemReader,
  planId: string,
  version?: number,
): Promise<RecoveryPlan | undefined> {
  const wanted = version ?? (await readNewestVersion(reader, planId));
  if (wanted === undefined) return undefined;
  const item = await reader.get(planVersionKey(planId, wanted));
  return item && planOf(item);
}

async function readNewestVersion(reader: ItemReader, planId: string): Promise<number | undefined> {
  const item = await reader.get(planKey(planId));
  return item && planSummaryOf(item).version;
}

/** The groups of these ids, as they are now, in this order; and the ids that no group has. */
export async function readGroups(
  reader: ItemReader,
  groupIds: readonly string[],
): Promise<{ readonly groups: readonly ProtectionGroup[]; readonly missingIds: readonly string[] }> {
  const read = await Promise.all(
    groupIds.map(async (groupId) => ({ groupId, item: await reader.get(groupKey(groupId)) })),
  );
  return {
    groups: read.flatMap(({ item }) => (item ? [groupOf(item)] : [])),
    missingIds: read.flatMap(({ groupId, item }) => (item ? [] : [groupId])),
  };
}

/** Ignores case. */
export async function findGroup(reader: ItemReader, groupName: string): Promise<ProtectionGroup | undefined> {
  const owner = await reader.get(groupNameKey(groupName));
  if (owner === undefined) return undefined;
  const item = await reader.get(groupKey(nameOwnerOf(owner)));
  return item && groupOf(item);
}

/** Ignores case. The newest version. */
export async function findPlan(reader: ItemReader, planName: string): Promise<RecoveryPlan | undefined> {
  const owner = await reader.get(planNameKey(planName));
  return owner && readPlan(reader, nameOwnerOf(owner));
}

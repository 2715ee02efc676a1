/** Into which existing EC2 instances the groups of a plan have servers launched. */
import type { ProtectionGroup } from '../../domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../domain/model/recovery-plan.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import { readGroups } from '../catalog-reader.ts';

/** Instance ids by source server id. */
export type IntoInstances = ReadonlyMap<string, string>;

export const intoInstancesOf = (groups: readonly ProtectionGroup[]): IntoInstances =>
  new Map(
    groups.flatMap(({ serverOverrides = {} }) =>
      Object.entries(serverOverrides).flatMap(([sourceServerId, { launchIntoInstanceId }]): [string, string][] =>
        launchIntoInstanceId ? [[sourceServerId, launchIntoInstanceId]] : [],
      ),
    ),
  );

/** As the groups say it now: what is applied before a wave. */
export const groupsOfPlan = async (reader: ItemReader, plan: RecoveryPlan): Promise<readonly ProtectionGroup[]> => {
  const groupIds = [...new Set(plan.waves.flatMap(({ protectionGroupIds }) => protectionGroupIds))];
  return (await readGroups(reader, groupIds)).groups;
};

/** Saved settings, accounts, groups and plans, said again as the documents of a plan file. */
import type { TargetAccount } from './model/account.ts';
import type { WaveDocument } from './model/plan-file.ts';
import type { ProtectionGroup } from './model/protection-group.ts';
import type { PlanWave, RecoveryPlan } from './model/recovery-plan.ts';
import type { TagSyncState } from './model/tag-sync.ts';

/** A document as it is written: what says nothing more than the default is left out. */
export type WrittenDocument = Readonly<Record<string, unknown>>;

export const settingsDocument = ({ everyHours }: Pick<TagSyncState, 'everyHours'>): WrittenDocument => ({
  kind: 'Settings',
  tagSyncEveryHours: everyHours ?? null,
});

export const accountDocument = ({
  version: _version,
  updatedTime: _time,
  updatedBy: _by,
  ...definition
}: TargetAccount): WrittenDocument => ({ kind: 'Account', ...definition });

export const groupDocument = (group: ProtectionGroup): WrittenDocument => ({
  kind: 'ProtectionGroup',
  groupName: group.groupName,
  ...(group.description !== '' && { description: group.description }),
  accountId: group.accountId,
  region: group.region,
  selection: group.selection,
  ...(group.launchConfig !== undefined && { launchConfig: group.launchConfig }),
  ...(group.serverOverrides !== undefined && { serverOverrides: group.serverOverrides }),
});

/** `groupNames`: by id, of every group that the plan calls. */
export const planDocument = (plan: RecoveryPlan, groupNames: ReadonlyMap<string, string>): WrittenDocument => ({
  kind: 'RecoveryPlan',
  planName: plan.planName,
  ...(plan.description !== '' && { description: plan.description }),
  ...(plan.rtoTargetMinutes !== undefined && { rtoTargetMinutes: plan.rtoTargetMinutes }),
  ...(plan.rpoTargetSeconds !== undefined && { rpoTargetSeconds: plan.rpoTargetSeconds }),
  ...(plan.drillTtlHours !== undefined && { drillTtlHours: plan.drillTtlHours }),
  ...(plan.notifications !== undefined && { notifications: plan.notifications }),
  waves: plan.waves.map((wave) => waveDocument(wave, plan.waves, groupNames)),
  ...(plan.afterCleanUp !== undefined && { afterCleanUp: plan.afterCleanUp }),
});

/** The waves that a wave waits for, as a plan file calls them. */
export const dependencyNames = (
  { dependsOnWaves }: Pick<PlanWave, 'dependsOnWaves'>,
  waves: readonly PlanWave[],
): string[] => waves.filter(({ waveNumber }) => dependsOnWaves.includes(waveNumber)).map(({ waveName }) => waveName);

const waveDocument = (
  wave: PlanWave,
  waves: readonly PlanWave[],
  groupNames: ReadonlyMap<string, string>,
): WaveDocument => {
  const { waveNumber, waveName, protectionGroupIds, dependsOnWaves, ...settings } = wave;
  const byDefault = waveNumber === 0 ? [] : [waveNumber - 1];
  const isDefault = JSON.stringify(dependsOnWaves) === JSON.stringify(byDefault);
  return {
    waveName,
    protectionGroups: protectionGroupIds.map((groupId) => groupNames.get(groupId) ?? groupId),
    ...(!isDefault && { dependsOn: dependencyNames(wave, waves) }),
    ...settings,
  };
};

interface Saved {
  readonly accounts: readonly TargetAccount[];
  readonly groups: readonly ProtectionGroup[];
  readonly plans: readonly RecoveryPlan[];
}

/** In the order in which they are named: accounts, groups, plans; all of them, or those that the plans need. */
export const planFileDocuments = (
  { accounts, groups, plans }: Saved,
  everything = true,
): readonly WrittenDocument[] => {
  const called = new Set(plans.flatMap((plan) => plan.waves.flatMap((wave) => wave.protectionGroupIds)));
  const names = new Map(groups.map((group) => [group.groupId, group.groupName]));
  const written = groups.filter(({ groupId }) => everything || called.has(groupId));
  const named = new Set(written.map(({ accountId }) => accountId));
  return [
    ...accounts.filter(({ accountId }) => everything || named.has(accountId)).map(accountDocument),
    ...written.map(groupDocument),
    ...plans.map((plan) => planDocument(plan, names)),
  ];
};
